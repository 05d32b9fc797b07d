import { expect, test } from "vitest";
import { editOf, formOf } from "./canaryForm";

const policy = {
  enabled: true,
  maxErrorPermille: 25,
  maxFirstTokenPercent: 200,
  maxFirstTokenMillis: null,
  minRequests: 20,
  windowSeconds: 90,
  goldenSeconds: 300,
  version: 3,
};

test("a policy comes back from its form as it was", () => {
  const { version, ...figures } = policy;
  expect(version).toBe(3);
  expect(editOf(formOf(policy))).toEqual(figures);
});

test("empty limits of the first token are none", () => {
  expect(editOf({ ...formOf(policy), firstTokenPercent: "", firstTokenMillis: 800 })).toMatchObject(
    { maxFirstTokenPercent: null, maxFirstTokenMillis: 800 },
  );
});
