import { describe, expect, it } from "vitest";
import { csvAddress, NO_FILTER, queryOf } from "./auditFilter";

describe("queryOf", () => {
  it("leaves out what is empty", () => {
    expect(queryOf(NO_FILTER)).toEqual({});
    expect(queryOf({ ...NO_FILTER, actor: " admin " })).toEqual({ actor: "admin" });
  });
  it("has both days of a span in it", () => {
    const { from, to } = queryOf({ ...NO_FILTER, from: "2030-01-01", to: "2030-01-01" });
    expect(Date.parse(to ?? "") - Date.parse(from ?? "")).toBe(86_400_000);
  });
});

describe("csvAddress", () => {
  it("asks for the same entries", () => {
    expect(csvAddress({ ...NO_FILTER, action: "key." })).toBe("/api/v1/audit.csv?action=key.");
    expect(csvAddress(NO_FILTER)).toBe("/api/v1/audit.csv");
  });
});
