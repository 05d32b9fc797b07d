import { describe, expect, it } from "vitest";
import { stateOf } from "./keyState";

const now = Date.parse("2030-01-01T12:00:00Z");
const past = "2030-01-01T11:00:00Z";
const future = "2030-01-01T13:00:00Z";

describe("stateOf", () => {
  it.each([
    [null, null, "active"],
    [future, future, "active"],
    [past, null, "expired"],
    [past, past, "revoked"],
    [null, past, "revoked"],
  ] as const)("expires %s, revoked %s: %s", (expiresAt, revokedAt, state) => {
    expect(stateOf({ expiresAt, revokedAt }, now)).toBe(state);
  });
});
