import { Button } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconCopy } from "@tabler/icons-react";

/**
 * Copies a text and says so. On plain http to another host the clipboard API is absent; then the
 * button says that too, and the text beside it can be selected.
 */
export function CopyButton(props: { value: string; label?: string }) {
  const clipboard = useClipboard({ timeout: 2000 });
  const label = props.label ?? "Copy";
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={clipboard.copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
      onClick={() => clipboard.copy(props.value)}
    >
      <span aria-live="polite">
        {clipboard.error ? "Select and copy by hand" : clipboard.copied ? "Copied" : label}
      </span>
    </Button>
  );
}
