import { describe, expect, it } from "vitest";
import { stackedRows, totalsByGroup, type UsagePoint } from "./usageSeries";

const point = (bucketStart: string, group: string, output: number): UsagePoint => ({
  bucketStart,
  group,
  requests: 1,
  promptTokens: 10,
  outputTokens: output,
});
const POINTS = [
  point("2030-01-02", "llama-3.2", 5),
  point("2030-01-01", "phi", 90),
  point("2030-01-01", "llama-3.2", 1),
];

describe("totalsByGroup", () => {
  it("adds up each group, the biggest first", () => {
    expect(totalsByGroup(POINTS)).toEqual([
      { group: "phi", requests: 1, promptTokens: 10, outputTokens: 90 },
      { group: "llama-3.2", requests: 2, promptTokens: 20, outputTokens: 6 },
    ]);
  });
});

describe("stackedRows", () => {
  it("sorts by time and fills the groups without use with zero", () => {
    expect(stackedRows(POINTS, ["phi", "llama-3.2"])).toEqual([
      { bucketStart: "2030-01-01", g0: 100, g1: 11 },
      { bucketStart: "2030-01-02", g0: 0, g1: 15 },
    ]);
  });
});
