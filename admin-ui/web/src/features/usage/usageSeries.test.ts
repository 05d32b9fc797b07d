import { describe, expect, it } from "vitest";
import { bucketStarts, rangeOf, stackedRows, totalsByGroup, type UsageRow } from "./usageSeries";

const row = (bucketStart: string, model: string, outputTokens: number): UsageRow => ({
  bucketStart,
  projectId: "p",
  keyId: "k",
  model,
  requests: 1,
  errors: 0,
  promptTokens: 10,
  cachedPromptTokens: 4,
  outputTokens,
  servedModel: model,
  weightsDigest: null,
});
const ROWS = [
  row("2030-01-02T00:00:00Z", "llama-3.2", 5),
  row("2030-01-01T00:00:00Z", "phi", 90),
  row("2030-01-01T00:00:00Z", "llama-3.2", 1),
];
const FIRST = Date.parse("2030-01-01T00:00:00Z");
const SECOND = Date.parse("2030-01-02T00:00:00Z");
const byModel = ({ model }: UsageRow) => model;

describe("rangeOf", () => {
  it("begins and ends on whole buckets and covers the running one", () => {
    const now = Date.parse("2030-01-10T12:34:56Z");
    expect(rangeOf("hour", now)).toEqual({
      from: "2030-01-08T13:00:00.000Z",
      to: "2030-01-10T13:00:00.000Z",
    });
    expect(rangeOf("day", now).to).toBe("2030-01-11T00:00:00.000Z");
    expect(bucketStarts("day", now)).toHaveLength(30);
  });
});

describe("totalsByGroup", () => {
  it("adds up each group, the biggest first", () => {
    const counts = { errors: 0, requests: 1, promptTokens: 10, cachedPromptTokens: 4 };
    expect(totalsByGroup(ROWS, byModel)).toEqual([
      { ...counts, group: "phi", outputTokens: 90 },
      {
        group: "llama-3.2",
        errors: 0,
        requests: 2,
        promptTokens: 20,
        cachedPromptTokens: 8,
        outputTokens: 6,
      },
    ]);
  });
});

describe("stackedRows", () => {
  it("keeps empty buckets, and drops what lies outside of them", () => {
    expect(stackedRows(ROWS, [FIRST - 1, FIRST], ["phi", "llama-3.2"], byModel)).toEqual([
      { at: FIRST - 1, g0: 0, g1: 0, g2: 0 },
      { at: FIRST, g0: 100, g1: 11, g2: 0 },
    ]);
  });
  it("puts the groups that are not named into the last column", () => {
    expect(stackedRows(ROWS, [FIRST, SECOND], ["phi"], byModel)).toEqual([
      { at: FIRST, g0: 100, g1: 11 },
      { at: SECOND, g0: 0, g1: 15 },
    ]);
  });
});
