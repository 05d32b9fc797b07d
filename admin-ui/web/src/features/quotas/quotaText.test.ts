import { describe, expect, it } from "vitest";
import { consumptionOf, sharesOf, subjectOf, titleOf } from "./quotaText";

describe("titleOf", () => {
  it.each([
    [{ metric: "total_tokens", window: "day" }, "Total tokens per day"],
    [{ metric: "requests", window: "lifetime" }, "Requests in total"],
    [{ metric: "concurrent_streams", window: null }, "Concurrent streams"],
  ] as const)("%o reads %s", (quota, title) => expect(titleOf(quota)).toBe(title));
});

describe("subjectOf", () => {
  const names = { organisation: [], project: [{ id: "p1", name: "billing" }], key: [] };
  it("shows the id of what has no name any more", () => {
    expect(subjectOf({ scope: "project", scopeId: "p1" }, names)).toBe("billing");
    expect(subjectOf({ scope: "key", scopeId: "k9" }, names)).toBe("k9");
  });
});

describe("consumptionOf", () => {
  it("tells what is held only when something is", () => {
    expect(consumptionOf({ used: 5, leased: 0, limit: 20 })).toBe("5 used of 20");
    expect(consumptionOf({ used: 5, leased: 3, limit: 20 })).toBe("5 used, 3 held, of 20");
  });
});

describe("sharesOf", () => {
  it("never fills more than the bar", () => {
    expect(sharesOf({ used: 30, leased: 50, limit: 100 })).toEqual({ used: 30, leased: 50 });
    expect(sharesOf({ used: 90, leased: 50, limit: 100 })).toEqual({ used: 90, leased: 10 });
    expect(sharesOf({ used: 300, leased: 50, limit: 100 })).toEqual({ used: 100, leased: 0 });
    expect(sharesOf({ used: 0, leased: 0, limit: 0 })).toEqual({ used: 100, leased: 0 });
  });
});
