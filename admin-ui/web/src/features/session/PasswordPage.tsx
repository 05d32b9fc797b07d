import { Button, PasswordInput, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { SessionCard } from "./SessionCard";
import { useChangePassword } from "./queries";

const MIN_LENGTH = 12;

/** Shown instead of the console while the first password is still in use. */
export default function PasswordPage() {
  const change = useChangePassword();
  const form = useForm({
    initialValues: { currentPassword: "", newPassword: "", repeated: "" },
    validate: {
      currentPassword: (value) => (value ? null : "Enter the password you logged in with"),
      newPassword: (value, all) => {
        if (value.length < MIN_LENGTH)
          return `At least ${MIN_LENGTH} characters, this has ${value.length}`;
        return value === all.currentPassword
          ? "Choose another one than the current password"
          : null;
      },
      repeated: (value, all) =>
        value === all.newPassword ? null : "This is not the same password",
    },
  });
  const submit = form.onSubmit(({ currentPassword, newPassword }) =>
    change.mutate({ currentPassword, newPassword }),
  );
  return (
    <SessionCard title="Choose a new password">
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm" c="dimmed">
            The password you logged in with was made for the first start. Replace it to go on.
          </Text>
          <PasswordInput
            label="Current password"
            autoComplete="current-password"
            {...form.getInputProps("currentPassword")}
          />
          <PasswordInput
            label="New password"
            autoComplete="new-password"
            {...form.getInputProps("newPassword")}
          />
          <PasswordInput
            label="Repeat new password"
            autoComplete="new-password"
            {...form.getInputProps("repeated")}
          />
          {change.error && (
            <Text c="red" size="sm" role="alert">
              {change.error.message}
            </Text>
          )}
          <Button type="submit" loading={change.isPending}>
            Change password
          </Button>
        </Stack>
      </form>
    </SessionCard>
  );
}
