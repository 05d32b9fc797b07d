import { describe, expect, it } from "vitest";
import {
  formatAgo,
  formatCount,
  formatLimit,
  formatBytes,
  formatMillis,
  formatPercent,
  formatRate,
} from "./format";

describe("formatCount", () => {
  it.each([
    [0, "0"],
    [1234, "1,234"],
    [9999, "9,999"],
    [45_678, "45.7k"],
    [999_949, "999.9k"],
    [999_950, "1.00M"],
    [3_200_000, "3.20M"],
    [999_995_000, "1.00G"],
  ])("%d reads %s", (value, text) => expect(formatCount(value)).toBe(text));

  it("shows a dash for what is unknown", () => {
    expect(formatCount(null)).toBe("–");
    expect(formatCount(Number.NaN)).toBe("–");
  });
});

describe("formatRate", () => {
  it.each([
    [0, "0"],
    [0.04, "0.0"],
    [9.94, "9.9"],
    [9.96, "10"],
    [12_345, "12.3k"],
  ])("%d reads %s", (value, text) => expect(formatRate(value)).toBe(text));
});

describe("formatMillis", () => {
  it.each([
    [0, "0 ms"],
    [0.4, "0.40 ms"],
    [84.4, "84 ms"],
    [999.6, "1.00 s"],
    [9_996, "10.0 s"],
    [59_960, "1.0 min"],
    [7_200_000, "2.0 h"],
  ])("%d reads %s", (value, text) => expect(formatMillis(value)).toBe(text));
});

describe("formatPercent", () => {
  it("never hides a use that is not zero", () => {
    expect(formatPercent(1, 1000)).toBe("<1 %");
    expect(formatPercent(0, 1000)).toBe("0 %");
    expect(formatPercent(1500, 1000)).toBe("150 %");
    expect(formatPercent(1, 0)).toBe("–");
  });
});

describe("formatLimit", () => {
  it("tells no limit from a limit of zero", () => {
    expect(formatLimit(null)).toBe("unlimited");
    expect(formatLimit(0)).toBe("0");
  });
});

describe("formatAgo", () => {
  const now = Date.parse("2030-01-10T12:00:00Z");
  it.each([
    ["2030-01-10T11:59:40Z", "just now"],
    ["2030-01-10T11:55:00Z", "5 minutes ago"],
    ["2030-01-10T09:30:00Z", "2 hours ago"],
    ["2030-01-13T12:00:00Z", "in 3 days"],
  ])("%s reads %s", (value, text) => expect(formatAgo(value, now)).toBe(text));
});

describe("formatBytes", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1_520, "1.52 kB"],
    [999_600, "1.00 MB"],
    [45_678_000, "45.7 MB"],
    [812_000_000, "812 MB"],
    [3.2e9, "3.20 GB"],
    [null, "–"],
  ])("%d reads %s", (value, text) => expect(formatBytes(value)).toBe(text));
});
