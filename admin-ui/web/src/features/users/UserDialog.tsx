import { Button, Group, Select, Stack, Switch, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Dialog } from "../../ui/Dialog";
import { SaveError } from "../../ui/SaveError";
import { type Role, ROLES, type User, useCreateUser, useUpdateUser } from "./queries";

export function CreateUserDialog(props: {
  onSecret: (title: string, secret: string) => void;
  onClose: () => void;
}) {
  const create = useCreateUser();
  const form = useForm({
    initialValues: { username: "", role: "viewer" as Role },
    validate: { username: (value) => (value.trim() ? null : "Enter a user name") },
  });
  const submit = form.onSubmit(({ username, role }) =>
    create.mutate(
      { username: username.trim(), role },
      { onSuccess: (made) => props.onSecret(`Password of ${made.user.username}`, made.password) },
    ),
  );
  return (
    <Dialog opened onClose={props.onClose} title="Create user">
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label="User name"
            description="A password is made up, and the user has to change it"
            data-autofocus
            {...form.getInputProps("username")}
          />
          <Select label="Role" allowDeselect={false} data={ROLES} {...form.getInputProps("role")} />
          <SaveError error={create.error} />
          <Buttons save="Create" pending={create.isPending} onClose={props.onClose} />
        </Stack>
      </form>
    </Dialog>
  );
}

export function EditUserDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const update = useUpdateUser(user);
  const form = useForm({ initialValues: { role: user.role, enabled: !user.disabled } });
  const submit = form.onSubmit(({ role, enabled }) =>
    update.mutate({ role, disabled: !enabled }, { onSuccess: onClose }),
  );
  return (
    <Dialog opened onClose={onClose} title={`Edit ${user.username}`}>
      <form onSubmit={submit}>
        <Stack>
          <Select
            label="Role"
            description={user.identityProvider ? "Comes from the identity provider" : null}
            disabled={user.identityProvider !== null}
            allowDeselect={false}
            data={ROLES}
            {...form.getInputProps("role")}
          />
          <Switch
            label="May log in"
            description="Taking it away ends the sessions too"
            {...form.getInputProps("enabled", { type: "checkbox" })}
          />
          <SaveError error={update.error} />
          <Buttons save="Save" pending={update.isPending} onClose={onClose} />
        </Stack>
      </form>
    </Dialog>
  );
}

export function Buttons(props: { save: string; pending: boolean; onClose: () => void }) {
  return (
    <Group justify="flex-end">
      <Button variant="default" onClick={props.onClose}>
        Cancel
      </Button>
      <Button type="submit" loading={props.pending}>
        {props.save}
      </Button>
    </Group>
  );
}
