import type { ApiKey } from "./queries";

export type KeyState = "active" | "expired" | "revoked";

/** A key may be revoked from a moment in the future on: that is how a rotation overlaps. */
export function stateOf(
  key: Pick<ApiKey, "expiresAt" | "revokedAt">,
  now: number = Date.now(),
): KeyState {
  if (key.revokedAt && Date.parse(key.revokedAt) <= now) return "revoked";
  if (key.expiresAt && Date.parse(key.expiresAt) <= now) return "expired";
  return "active";
}
