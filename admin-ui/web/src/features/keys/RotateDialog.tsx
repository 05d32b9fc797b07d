import { Button, Group, NumberInput, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { Dialog } from "../../ui/Dialog";
import { type ApiKey, useRotateKey } from "./queries";

/** 30 days, the longest overlap that the server takes. */
const LONGEST_MINUTES = 30 * 24 * 60;

interface Props {
  apiKey: ApiKey;
  onSecret: (secret: string) => void;
  onClose: () => void;
}

export function RotateDialog({ apiKey, onSecret, onClose }: Props) {
  const rotate = useRotateKey(apiKey.id);
  const [minutes, setMinutes] = useState(60);
  return (
    <Dialog opened onClose={onClose} title="Rotate API key">
      <Stack>
        <Text size="sm">
          <b>{apiKey.name}</b> gets a new secret. The old one goes on working for the time below, so
          that clients can change over.
        </Text>
        <NumberInput
          label="Minutes that the old key still works"
          min={0}
          max={LONGEST_MINUTES}
          allowDecimal={false}
          value={minutes}
          onChange={(value) => typeof value === "number" && setMinutes(value)}
          data-autofocus
        />
        {rotate.error && (
          <Text c="red" size="sm" role="alert">
            {rotate.error.message}
          </Text>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            loading={rotate.isPending}
            onClick={() =>
              rotate.mutate(minutes * 60, { onSuccess: (created) => onSecret(created.key) })
            }
          >
            Rotate key
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
