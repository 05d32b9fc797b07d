import { expect, it } from "vitest";
import type { DiscoveredModel, ModelVersion } from "./queries";
import { moveName, MOVES, STATES, unregistered } from "./versionState";

const served = (name: string, weightsDigest: string | null): DiscoveredModel => ({
  name,
  weightsDigest,
  contextLength: 2048,
  pods: 1,
});
const version = (servedModel: string, weightsDigest: string | null): ModelVersion => ({
  id: servedModel,
  servedModel,
  weightsDigest,
  state: "live",
  createdAt: "2030-01-01T00:00:00Z",
  deprecatedAt: null,
  sunsetAt: null,
  version: 1,
});

it("every state but the last leads somewhere", () => {
  expect(STATES.filter((state) => MOVES[state].length === 0)).toEqual(["archived"]);
  expect(moveName("canary", "staged")).toBe("Roll back");
  expect(moveName("validating", "staged")).toBe("Stage");
});

it("other weights under a known name are not registered yet", () => {
  const rows = [served("chat", "aa"), served("chat", "bb"), served("phi", null)];
  expect(unregistered(rows, [version("chat", "aa"), version("phi", null)])).toEqual([
    served("chat", "bb"),
  ]);
});
