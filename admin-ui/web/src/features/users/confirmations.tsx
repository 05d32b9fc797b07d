import { ConfirmDialog } from "../../ui/ConfirmDialog";
import { type Token, type User, useDeleteUser, useResetPassword, useRevokeToken } from "./queries";

interface OfUser {
  user: User;
  onClose: () => void;
}

export function ResetDialog(props: OfUser & { onSecret: (title: string, secret: string) => void }) {
  const reset = useResetPassword(props.user);
  return (
    <ConfirmDialog
      opened
      title="Reset password"
      confirm="Reset password"
      pending={reset.isPending}
      error={reset.error?.message ?? null}
      onConfirm={() =>
        reset.mutate(undefined, {
          onSuccess: (made) => props.onSecret(`Password of ${made.user.username}`, made.password),
        })
      }
      onClose={props.onClose}
    >
      <b>{props.user.username}</b> is logged out everywhere and gets a new password, which has to be
      changed at the next login.
    </ConfirmDialog>
  );
}

export function DeleteDialog({ user, onClose }: OfUser) {
  const remove = useDeleteUser(user);
  return (
    <ConfirmDialog
      opened
      title="Delete user"
      confirm="Delete user"
      pending={remove.isPending}
      error={remove.error?.message ?? null}
      onConfirm={() => remove.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      <b>{user.username}</b> is logged out everywhere. What the user did stays in the audit.
    </ConfirmDialog>
  );
}

export function RevokeTokenDialog({ token, onClose }: { token: Token; onClose: () => void }) {
  const revoke = useRevokeToken(token);
  return (
    <ConfirmDialog
      opened
      title="Revoke token"
      confirm="Revoke token"
      pending={revoke.isPending}
      error={revoke.error?.message ?? null}
      onConfirm={() => revoke.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    >
      Calls with <b>{token.name}</b> ({token.prefix}…) are refused from now on. This cannot be
      undone.
    </ConfirmDialog>
  );
}
