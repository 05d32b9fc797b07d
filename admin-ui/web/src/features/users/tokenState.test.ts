import { describe, expect, it } from "vitest";
import { expiryAfter, stateOf } from "./tokenState";

const NOW = Date.parse("2030-01-01T00:00:00Z");

describe("stateOf", () => {
  it("is expired from the very moment on", () => {
    expect(stateOf({ expiresAt: null, revokedAt: null }, NOW)).toBe("active");
    expect(stateOf({ expiresAt: "2030-01-01T00:00:01Z", revokedAt: null }, NOW)).toBe("active");
    expect(stateOf({ expiresAt: "2030-01-01T00:00:00Z", revokedAt: null }, NOW)).toBe("expired");
  });
  it("is revoked rather than expired", () => {
    expect(
      stateOf({ expiresAt: "2029-01-01T00:00:00Z", revokedAt: "2028-01-01T00:00:00Z" }, NOW),
    ).toBe("revoked");
  });
});

describe("expiryAfter", () => {
  it("is so many days later, or never", () => {
    expect(expiryAfter("7", NOW)).toBe("2030-01-08T00:00:00.000Z");
    expect(expiryAfter("", NOW)).toBeNull();
  });
});
