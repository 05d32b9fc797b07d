import { Select, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Dialog } from "../../ui/Dialog";
import { SaveError } from "../../ui/SaveError";
import { type Role, ROLES, useCreateToken } from "./queries";
import { expiryAfter } from "./tokenState";
import { Buttons } from "./UserDialog";

const EXPIRIES = [
  { value: "7", label: "In 7 days" },
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "365", label: "In a year" },
  { value: "", label: "Never" },
];

export function TokenDialog(props: {
  onSecret: (title: string, secret: string) => void;
  onClose: () => void;
}) {
  const create = useCreateToken();
  const form = useForm({
    initialValues: { name: "", role: "operator" as Role, days: "90" },
    validate: { name: (value) => (value.trim() ? null : "Enter what the token is for") },
  });
  const submit = form.onSubmit(({ name, role, days }) =>
    create.mutate(
      { name: name.trim(), role, expiresAt: expiryAfter(days) },
      { onSuccess: (made) => props.onSecret(`Token ${made.token.name}`, made.secret) },
    ),
  );
  return (
    <Dialog opened onClose={props.onClose} title="Create token">
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label="Name"
            placeholder="for example: deployment pipeline"
            data-autofocus
            {...form.getInputProps("name")}
          />
          <Select label="Role" allowDeselect={false} data={ROLES} {...form.getInputProps("role")} />
          <Select
            label="Expires"
            allowDeselect={false}
            data={EXPIRIES}
            {...form.getInputProps("days")}
          />
          <SaveError error={create.error} />
          <Buttons save="Create" pending={create.isPending} onClose={props.onClose} />
        </Stack>
      </form>
    </Dialog>
  );
}
