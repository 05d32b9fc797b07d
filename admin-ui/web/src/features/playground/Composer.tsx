import { Button, Group, Textarea } from "@mantine/core";
import { IconPlayerStopFilled, IconSend2 } from "@tabler/icons-react";
import { type KeyboardEvent, useState } from "react";

interface Props {
  isStreaming: boolean;
  onSend: (text: string) => void;
  onStop: () => void;
}

export function Composer({ isStreaming, onSend, onStop }: Props) {
  const [text, setText] = useState("");
  const canSend = !isStreaming && text.trim() !== "";
  function send() {
    if (!canSend) return;
    onSend(text);
    setText("");
  }
  function onKeyDown(event: KeyboardEvent) {
    // While an input method composes a character, Enter belongs to it.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  }
  return (
    <Group align="flex-end" gap="sm" wrap="nowrap" mt="md">
      <Textarea
        aria-label="Message"
        placeholder="Write a message; Enter sends, Shift+Enter breaks the line"
        autosize
        minRows={1}
        maxRows={8}
        flex={1}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {isStreaming ? (
        <Button
          color="red"
          variant="light"
          leftSection={<IconPlayerStopFilled size={16} />}
          onClick={onStop}
        >
          Stop
        </Button>
      ) : (
        <Button leftSection={<IconSend2 size={16} />} disabled={!canSend} onClick={send}>
          Send
        </Button>
      )}
    </Group>
  );
}
