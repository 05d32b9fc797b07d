import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Dialog } from "../../ui/Dialog";
import { SaveError } from "../../ui/SaveError";
import { type Organisation, useSaveOrganisation } from "./queries";

interface Props {
  organisation: Organisation | null;
  onClose: () => void;
}

export function OrganisationDialog({ organisation, onClose }: Props) {
  const save = useSaveOrganisation(organisation);
  const form = useForm({
    initialValues: { name: organisation?.name ?? "" },
    validate: { name: (value) => (value.trim() ? null : "Enter a name") },
  });
  const submit = form.onSubmit(({ name }) =>
    save.mutate({ name: name.trim() }, { onSuccess: onClose }),
  );
  const title = organisation ? `Rename ${organisation.name}` : "Create organisation";
  return (
    <Dialog opened onClose={onClose} title={title}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput label="Name" maxLength={100} data-autofocus {...form.getInputProps("name")} />
          <SaveError error={save.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending}>
              {organisation ? "Rename" : "Create"}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
