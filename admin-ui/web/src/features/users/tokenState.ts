type Ends = { expiresAt: string | null; revokedAt: string | null };

export type TokenState = "active" | "expired" | "revoked";

export function stateOf(token: Ends, now: number): TokenState {
  if (token.revokedAt !== null) return "revoked";
  return token.expiresAt !== null && Date.parse(token.expiresAt) <= now ? "expired" : "active";
}

/** The moment so many days from now; null for never. */
export function expiryAfter(days: string, now = Date.now()): string | null {
  return days === "" ? null : new Date(now + Number(days) * 86_400_000).toISOString();
}
