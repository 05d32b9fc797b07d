import { formatCount } from "../../lib/format";
import type { Quota } from "./quota";

interface Subject {
  id: string;
  name: string;
  /** It has a name still, and nobody can use it any more. */
  isGone?: boolean;
}

export type SubjectNames = Record<Quota["scope"], Subject[]>;

export const METRICS: Record<Quota["metric"], string> = {
  requests: "Requests",
  input_tokens: "Input tokens",
  output_tokens: "Output tokens",
  total_tokens: "Total tokens",
  concurrent_streams: "Concurrent streams",
};

/** For example "Total tokens per day". */
export function titleOf({ metric, window }: Pick<Quota, "metric" | "window">): string {
  if (window === null) return METRICS[metric];
  return `${METRICS[metric]} ${window === "lifetime" ? "in total" : `per ${window}`}`;
}

/** The subject's name; what has none (yet, or any more) shows its id. */
export function subjectOf(
  { scope, scopeId }: Pick<Quota, "scope" | "scopeId">,
  names: SubjectNames,
): string {
  return names[scope].find((one) => one.id === scopeId)?.name ?? scopeId;
}

/** For example "1,200 used, 300 held, of 2,000". */
export function consumptionOf({ used, leased, limit }: Pick<Quota, "used" | "leased" | "limit">) {
  const held = leased > 0 ? `, ${formatCount(leased)} held,` : "";
  return `${formatCount(used)} used${held} of ${formatCount(limit)}`;
}

/** Widths of the two parts of a bar, in percent and together at most 100. */
export function sharesOf({ used, leased, limit }: Pick<Quota, "used" | "leased" | "limit">) {
  if (limit <= 0) return { used: 100, leased: 0 };
  const usedShare = Math.min(100, (100 * used) / limit);
  return { used: usedShare, leased: Math.min(100 - usedShare, (100 * leased) / limit) };
}
