import { Alert, Button, Code, Group, Stack } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { CopyButton } from "../../ui/CopyButton";
import { Dialog } from "../../ui/Dialog";

/** The only time that a secret can be seen: a click beside the dialog must not lose it. */
export function SecretDialog(props: { title: string; secret: string; onClose: () => void }) {
  return (
    <Dialog
      opened
      onClose={props.onClose}
      title={props.title}
      closeOnClickOutside={false}
      withCloseButton={false}
    >
      <Stack>
        <Alert color="yellow" icon={<IconAlertTriangle size={18} />}>
          Copy it now. It is stored only as a hash and cannot be shown again.
        </Alert>
        <Code block aria-label={props.title} className="sluice-wrap" data-testid="secret">
          {props.secret}
        </Code>
        <Group justify="space-between">
          <CopyButton value={props.secret} label="Copy" />
          <Button onClick={props.onClose}>I have copied it</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
