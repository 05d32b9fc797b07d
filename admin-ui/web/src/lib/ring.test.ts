import { describe, expect, it } from "vitest";
import { appendSample } from "./ring";

const times = (series: { at: number }[]) => series.map((sample) => sample.at);

describe("appendSample", () => {
  it("drops samples older than the window", () => {
    expect(times(appendSample([{ at: 0 }, { at: 50 }, { at: 100 }], { at: 150 }, 100))).toEqual([50, 100, 150]);
  });
  it("replaces a sample of the same time", () => {
    expect(appendSample([{ at: 1, v: 1 }], { at: 1, v: 2 }, 100)).toEqual([{ at: 1, v: 2 }]);
  });
  it("puts a late sample in its place", () => {
    expect(times(appendSample([{ at: 10 }, { at: 30 }], { at: 20 }, 100))).toEqual([10, 20, 30]);
  });
});
