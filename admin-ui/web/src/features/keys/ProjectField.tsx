import { Button, Group, Select, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useProjects } from "../../api/projects";
import { useCreateProject } from "./queries";

interface Props {
  value?: string;
  error?: ReactNode;
  onChange?: (value: string) => void;
}

/** Chooses a project, or makes one on the spot. */
export function ProjectField({ value, error, onChange }: Props) {
  const projects = useProjects();
  const create = useCreateProject();
  const [name, setName] = useState<string | null>(null);
  if (name === null) {
    return (
      <Group align="flex-end" wrap="nowrap">
        <Select
          label="Project"
          flex={1}
          allowDeselect={false}
          data={projects.data?.map((project) => ({ value: project.id, label: project.name })) ?? []}
          value={value ?? null}
          error={error}
          onChange={(id) => id && onChange?.(id)}
        />
        <Button variant="default" onClick={() => setName("")}>
          New project
        </Button>
      </Group>
    );
  }
  const save = () =>
    create.mutate(name.trim(), {
      onSuccess: (project) => {
        onChange?.(project.id);
        setName(null);
      },
    });
  return (
    <Group align="flex-end" wrap="nowrap">
      <TextInput
        label="New project's name"
        flex={1}
        value={name}
        error={create.error?.message}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button variant="default" disabled={!name.trim()} loading={create.isPending} onClick={save}>
        Add
      </Button>
      <Button variant="subtle" onClick={() => setName(null)}>
        Cancel
      </Button>
    </Group>
  );
}
