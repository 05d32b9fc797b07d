import { Alert, Button, Center, Group, Loader, Stack, Text, ThemeIcon } from "@mantine/core";
import { IconAlertTriangle, IconInbox } from "@tabler/icons-react";
import type { ReactNode } from "react";

/** Nothing there yet, and what to do about it. */
export function EmptyState(props: { title: string; children?: ReactNode; icon?: ReactNode }) {
  return (
    <Center py={48} px="md">
      <Stack align="center" gap="xs" maw={520}>
        <ThemeIcon size={44} radius="xl" variant="light" aria-hidden>
          {props.icon ?? <IconInbox size={22} />}
        </ThemeIcon>
        <Text fw={600}>{props.title}</Text>
        <Text component="div" c="dimmed" size="sm" ta="center">
          {props.children}
        </Text>
      </Stack>
    </Center>
  );
}

export function ErrorState(props: { error: unknown; onRetry?: () => void }) {
  const message = props.error instanceof Error ? props.error.message : String(props.error);
  return (
    <Alert
      color="red"
      icon={<IconAlertTriangle size={18} />}
      title="This could not be loaded"
      role="alert"
    >
      <Group justify="space-between" gap="sm">
        <Text size="sm">{message}</Text>
        {props.onRetry && (
          <Button size="xs" variant="default" onClick={props.onRetry}>
            Try again
          </Button>
        )}
      </Group>
    </Alert>
  );
}

export function LoadingState(props: { what: string }) {
  return (
    <Center py={48} role="status">
      <Group gap="sm">
        <Loader size="sm" aria-hidden />
        <Text c="dimmed" size="sm">
          Loading {props.what}…
        </Text>
      </Group>
    </Center>
  );
}

interface Query<T> {
  data: T | undefined;
  error: unknown;
  refetch: () => unknown;
}

/** The three states of loaded data. Data already there stays visible when a refresh fails. */
export function Loaded<T>(props: {
  query: Query<T>;
  what: string;
  children: (data: T) => ReactNode;
}) {
  const { data, error, refetch } = props.query;
  if (data === undefined) {
    return error == null ? (
      <LoadingState what={props.what} />
    ) : (
      <ErrorState error={error} onRetry={() => void refetch()} />
    );
  }
  return (
    <>
      {error != null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {props.children(data)}
    </>
  );
}
