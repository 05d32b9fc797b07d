import { describe, expect, it } from "vitest";
import { formOf, limitsOf } from "./keyForm";

const now = Date.parse("2030-01-01T00:00:00Z");

describe("limitsOf", () => {
  it("sends null, which is unlimited, for an empty field", () => {
    const form = { ...formOf(null, "p"), requestsPerMinute: "", tokensPerMinute: 500 };
    expect(limitsOf(form, null, now)).toMatchObject({
      requestsPerMinute: null,
      tokensPerMinute: 500,
    });
  });
  it("keeps scopes and networks, which an edit replaces as a whole", () => {
    const form = { ...formOf(null, "p"), scopes: ["chat"], networks: ["10.0.0.0/8"] };
    expect(limitsOf(form, null, now)).toMatchObject({
      scopes: ["chat"],
      networks: ["10.0.0.0/8"],
    });
  });
  it("keeps the expiry that a key has unless another is chosen", () => {
    const form = formOf(null, "p");
    expect(limitsOf(form, "2031-01-01T00:00:00Z", now).expiresAt).toBe("2031-01-01T00:00:00Z");
    expect(limitsOf({ ...form, expiresInDays: "30" }, null, now).expiresAt).toBe(
      "2030-01-31T00:00:00.000Z",
    );
  });
});
