import type { Quota } from "./quota";

/** Which dialog is open; only one can be. */
export type OpenDialog = { kind: "create" } | { kind: "edit" | "ledger" | "delete"; quota: Quota };
