import { describe, expect, it } from "vitest";
import { shareOfSecond, withShare } from "./split";

const TARGETS = [
  { servedModel: "a", weight: 3 },
  { servedModel: "b", weight: 1 },
];

describe("a split between two", () => {
  it("reads any weights as percent", () => {
    expect(shareOfSecond(TARGETS)).toBe(25);
    expect(shareOfSecond([{ servedModel: "a", weight: 0 }])).toBe(0);
  });

  it("writes weights that add up to a hundred and keeps the names", () => {
    expect(withShare(TARGETS, 10)).toEqual([
      { servedModel: "a", weight: 90 },
      { servedModel: "b", weight: 10 },
    ]);
  });
});
