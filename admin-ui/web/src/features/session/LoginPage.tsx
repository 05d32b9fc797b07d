import { Button, Divider, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { SessionCard } from "./SessionCard";
import { useLogIn, useSignIn } from "./queries";

export default function LoginPage() {
  const logIn = useLogIn();
  const form = useForm({
    initialValues: { username: "admin", password: "" },
    validate: {
      username: (value) => (value.trim() ? null : "Enter your user name"),
      password: (value) => (value ? null : "Enter your password"),
    },
  });
  return (
    <SessionCard title="Log in">
      <OtherLogin />
      <form onSubmit={form.onSubmit((values) => logIn.mutate(values))}>
        <Stack>
          <TextInput
            label="User name"
            autoComplete="username"
            {...form.getInputProps("username")}
          />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            data-autofocus
            {...form.getInputProps("password")}
          />
          {logIn.error && (
            <Text c="red" size="sm" role="alert">
              {logIn.error.message}
            </Text>
          )}
          <Button type="submit" loading={logIn.isPending}>
            Log in
          </Button>
          <Text size="xs" c="dimmed">
            The first password was printed once when the platform first started.
          </Text>
        </Stack>
      </form>
    </SessionCard>
  );
}

/** The identity provider's button, and why coming back from there did not work. */
function OtherLogin() {
  const provider = useSignIn().data?.provider;
  const failure = new URLSearchParams(window.location.search).get("sign-in-failed");
  if (!provider) return null;
  return (
    <>
      <Button component="a" href={provider.path} variant="default">
        {provider.label}
      </Button>
      {failure && (
        <Text c="red" size="sm" role="alert">
          Not logged in: {failure}
        </Text>
      )}
      <Divider label="or with a password" />
    </>
  );
}
