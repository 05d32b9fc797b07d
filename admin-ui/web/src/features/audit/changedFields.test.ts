import { describe, expect, it } from "vitest";
import { changedFields } from "./changedFields";

describe("changedFields", () => {
  it("leaves out what stayed the same, however deep", () => {
    const before = { name: "chat", targets: [{ weight: 1 }], limit: null };
    const after = { name: "chat", targets: [{ weight: 2 }], limit: 5 };
    expect(changedFields(before, after)).toEqual([
      { field: "targets", before: '[{"weight":1}]', after: '[{"weight":2}]' },
      { field: "limit", before: null, after: "5" },
    ]);
  });
  it("shows every field of what came or went", () => {
    expect(changedFields(null, { name: "a" })).toEqual([
      { field: "name", before: null, after: "a" },
    ]);
    expect(changedFields({ name: "a" }, null)).toEqual([
      { field: "name", before: "a", after: null },
    ]);
    expect(changedFields(null, null)).toEqual([]);
  });
});
