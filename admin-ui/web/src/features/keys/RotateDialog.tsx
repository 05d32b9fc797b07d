import { Button, Group, Modal, NumberInput, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { type ApiKey, useRotateKey } from "./queries";

interface Props {
  apiKey: ApiKey;
  onSecret: (secret: string) => void;
  onClose: () => void;
}

export function RotateDialog({ apiKey, onSecret, onClose }: Props) {
  const rotate = useRotateKey(apiKey.id);
  const [overlap, setOverlap] = useState(60);
  return (
    <Modal opened onClose={onClose} title="Rotate API key">
      <Stack>
        <Text size="sm">
          <b>{apiKey.name}</b> gets a new secret. The old one goes on working for the time below, so
          that clients can change over.
        </Text>
        <NumberInput
          label="Minutes that the old key still works"
          min={0}
          allowDecimal={false}
          value={overlap}
          onChange={(value) => typeof value === "number" && setOverlap(value)}
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
              rotate.mutate(overlap, { onSuccess: (created) => onSecret(created.secret) })
            }
          >
            Rotate key
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
