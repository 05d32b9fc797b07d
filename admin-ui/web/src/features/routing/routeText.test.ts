import { describe, expect, it } from "vitest";
import type { Candidate, Decision } from "./queries";
import { occasionOf, outcomeOf, reasonOf } from "./routeText";

function candidate(address: string, change: Partial<Candidate> = {}): Candidate {
  return {
    address,
    podId: address,
    rejected: null,
    waitingTokens: 0,
    streams: 0,
    kvUse: 0,
    cachedBlocks: 0,
    scoreTokens: 0,
    ...change,
  };
}

const best = candidate("a", { scoreTokens: 10 });
const tied = candidate("b", { scoreTokens: 70 });
const behind = candidate("c", { scoreTokens: 100 });
const open = candidate("d", { scoreTokens: null, rejected: "circuit_open" });

const decision: Decision = {
  requestId: "chatcmpl-1",
  clientRequestId: "req-1",
  atEpochMillis: 0,
  choice: 0,
  attempt: 1,
  model: "m",
  weightsDigest: null,
  promptBlocks: 2,
  deliveredTokens: 0,
  previousFailure: null,
  picked: "b",
  tieTokens: 64,
  candidates: [best, tied, behind, open],
};

describe("outcomeOf", () => {
  it("tells the drawn one, its equals, the others and the rejected apart", () => {
    expect(decision.candidates.map((one) => outcomeOf(one, decision))).toEqual([
      "tied",
      "picked",
      "behind",
      "rejected",
    ]);
  });
});

describe("reasonOf", () => {
  it("says that a lot was drawn only where there was one", () => {
    expect(reasonOf(tied, decision)).toBe("drawn among the best");
    const alone = { ...decision, picked: "a", candidates: [best, behind] };
    expect(reasonOf(best, alone)).toBe("the least work ahead");
  });
  it("has words for a rejection, and passes on one it does not know", () => {
    expect(reasonOf(open, decision)).toContain("circuit");
    expect(reasonOf({ ...open, rejected: "too_hot" }, decision)).toBe("too_hot");
  });
});

describe("occasionOf", () => {
  it("tells a retry from a continuation", () => {
    expect(occasionOf(decision)).toBe("First attempt");
    const second = { ...decision, attempt: 2, previousFailure: "pod_failed" };
    expect(occasionOf(second)).toBe("Tried again after pod_failed, before any token");
    expect(occasionOf({ ...second, deliveredTokens: 17 })).toContain("17 tokens delivered");
  });
});
