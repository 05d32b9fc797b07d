import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { type ApiKey, useRevokeKey } from "./queries";

export function RevokeDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const revoke = useRevokeKey(apiKey.id);
  return (
    <ConfirmDialog
      opened
      title="Revoke API key"
      confirm="Revoke key"
      pending={revoke.isPending}
      error={revoke.error?.message ?? null}
      onConfirm={() => revoke.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      Requests with <b>{apiKey.name}</b> ({apiKey.prefix}…) are refused from now on. This cannot be
      undone.
    </ConfirmDialog>
  );
}
