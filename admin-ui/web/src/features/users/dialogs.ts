import type { Token, User } from "./queries";

/** Which dialog is open; only one can be. */
export type OpenDialog =
  | { kind: "createUser" | "createToken" }
  | { kind: "edit" | "reset" | "delete"; user: User }
  | { kind: "revoke"; token: Token }
  | { kind: "secret"; title: string; secret: string };
