import type { ApiKey } from "./queries";

/** Which dialog is open; only one can be. */
export type OpenDialog =
  | { kind: "create" }
  | { kind: "edit" | "rotate" | "revoke"; key: ApiKey }
  | { kind: "secret"; secret: string };
