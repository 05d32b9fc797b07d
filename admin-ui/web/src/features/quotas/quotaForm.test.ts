import { describe, expect, it } from "vitest";
import { createOf, formOf } from "./quotaForm";

const names = { organisation: [], project: [{ id: "p1", name: "first" }], key: [] };

describe("createOf", () => {
  it("leaves the window out where there is none", () => {
    const form = { ...formOf(null, names), limit: 5 };
    expect(createOf(form)).toMatchObject({ scopeId: "p1", window: "day", limit: 5 });
    expect(createOf({ ...form, metric: "concurrent_streams" })).not.toHaveProperty("window");
  });
  it("counts every model when the pattern is left empty", () => {
    expect(createOf({ ...formOf(null, names), limit: 5, modelPattern: " " }).modelPattern).toBe(
      "*",
    );
  });
});
