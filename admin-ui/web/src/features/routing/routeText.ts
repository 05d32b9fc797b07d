import { formatCount } from "../../lib/format";
import type { Candidate, Decision } from "./queries";

const REJECTIONS: Record<string, string> = {
  unreachable: "the gateway could not reach it",
  draining: "it is draining",
  failed_before: "it had failed this request already",
  circuit_open: "its circuit was open after failures",
  other_model: "it does not serve this version",
  other_weights: "it serves other weights under this name",
  other_tokenizer: "its tokenizer is another one",
};

export type Outcome = "picked" | "tied" | "behind" | "rejected";

export function outcomeOf(candidate: Candidate, decision: Decision): Outcome {
  if (candidate.address === decision.picked) return "picked";
  if (candidate.rejected !== null || candidate.scoreTokens === null) return "rejected";
  return candidate.scoreTokens <= bestScore(decision) + decision.tieTokens ? "tied" : "behind";
}

function bestScore(decision: Decision): number {
  return Math.min(
    ...decision.candidates.flatMap(({ scoreTokens }) =>
      scoreTokens === null ? [] : [scoreTokens],
    ),
  );
}

/** One sentence for the pod's row. */
export function reasonOf(candidate: Candidate, decision: Decision): string {
  switch (outcomeOf(candidate, decision)) {
    case "picked":
      return decision.candidates.some((other) => outcomeOf(other, decision) === "tied")
        ? "drawn among the best"
        : "the least work ahead";
    case "tied":
      return "as good; the lot fell on another";
    case "behind":
      return "more work ahead";
    case "rejected":
      return REJECTIONS[candidate.rejected ?? ""] ?? candidate.rejected ?? "not considered";
  }
}

/** Why there was a decision to take at all. */
export function occasionOf(decision: Decision): string {
  if (decision.attempt === 1) return "First attempt";
  const after = decision.previousFailure ? ` after ${decision.previousFailure}` : "";
  return decision.deliveredTokens > 0
    ? `Continued${after}, with ${formatCount(decision.deliveredTokens)} tokens delivered`
    : `Tried again${after}, before any token`;
}
