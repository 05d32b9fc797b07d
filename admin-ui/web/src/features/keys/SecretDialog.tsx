import { Alert, Button, Code, Group, Stack } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { Dialog } from "../../ui/Dialog";
import { CopyButton } from "../../ui/CopyButton";

/** The only time that a secret can be seen: a click beside the dialog must not lose it. */
export function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <Dialog
      opened
      onClose={onClose}
      title="API key created"
      closeOnClickOutside={false}
      withCloseButton={false}
    >
      <Stack>
        <Alert color="yellow" icon={<IconAlertTriangle size={18} />}>
          Copy the key now. It is stored only as a hash and cannot be shown again.
        </Alert>
        <Code block aria-label="API key" className="sluice-wrap" data-testid="api-key-secret">
          {secret}
        </Code>
        <Group justify="space-between">
          <CopyButton value={secret} label="Copy key" />
          <Button onClick={onClose}>I have copied it</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
