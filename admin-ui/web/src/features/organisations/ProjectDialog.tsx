import { Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Dialog } from "../../ui/Dialog";
import { SaveError } from "../../ui/SaveError";
import { type Organisation, type Project, useSaveProject } from "./queries";

interface Props {
  project: Project | null;
  /** Where a new one begins. */
  organisationId: string;
  organisations: Organisation[];
  onClose: () => void;
}

export function ProjectDialog({ project, organisationId, organisations, onClose }: Props) {
  const save = useSaveProject(project);
  const form = useForm({
    initialValues: {
      name: project?.name ?? "",
      organisationId: project?.organisationId ?? organisationId,
    },
    validate: { name: (value) => (value.trim() ? null : "Enter a name") },
  });
  const submit = form.onSubmit((values) =>
    save.mutate({ ...values, name: values.name.trim() }, { onSuccess: onClose }),
  );
  return (
    <Dialog opened onClose={onClose} title={project ? `Edit ${project.name}` : "Create project"}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput label="Name" maxLength={100} data-autofocus {...form.getInputProps("name")} />
          <Select
            label="Organisation"
            description="Its quotas count for the project's keys too"
            allowDeselect={false}
            data={organisations.map(({ id, name }) => ({ value: id, label: name }))}
            {...form.getInputProps("organisationId")}
          />
          <SaveError error={save.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending}>
              {project ? "Save" : "Create"}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
