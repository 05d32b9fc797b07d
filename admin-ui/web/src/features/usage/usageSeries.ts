import type { Schema } from "../../api/client";

export type UsageRow = Schema<"UsageRow">;
export type Bucket = "hour" | "day";

/** What a row counts towards: the name of its project, key, model or version. */
export type GroupOf = (row: UsageRow) => string;

export interface GroupTotal {
  group: string;
  requests: number;
  errors: number;
  promptTokens: number;
  cachedPromptTokens: number;
  outputTokens: number;
}

const BUCKET_MILLIS: Record<Bucket, number> = { hour: 3_600_000, day: 86_400_000 };
const BUCKETS: Record<Bucket, number> = { hour: 48, day: 30 };

/** The first moments of the last buckets, the running one included. Days are those of UTC. */
export function bucketStarts(bucket: Bucket, now: number): number[] {
  const step = BUCKET_MILLIS[bucket];
  const current = Math.floor(now / step) * step;
  return Array.from(
    { length: BUCKETS[bucket] },
    (_, i) => current - (BUCKETS[bucket] - 1 - i) * step,
  );
}

/** The range to ask for, so that the first and the last bucket are whole. */
export function rangeOf(bucket: Bucket, now: number): { from: string; to: string } {
  const starts = bucketStarts(bucket, now);
  return {
    from: new Date(starts[0] ?? now).toISOString(),
    to: new Date((starts.at(-1) ?? now) + BUCKET_MILLIS[bucket]).toISOString(),
  };
}

/** The sums of each group, the one with most tokens first. */
export function totalsByGroup(rows: readonly UsageRow[], groupOf: GroupOf): GroupTotal[] {
  const totals = new Map<string, GroupTotal>();
  for (const row of rows) {
    const group = groupOf(row);
    const sum = totals.get(group);
    totals.set(group, {
      group,
      requests: (sum?.requests ?? 0) + row.requests,
      errors: (sum?.errors ?? 0) + row.errors,
      promptTokens: (sum?.promptTokens ?? 0) + row.promptTokens,
      cachedPromptTokens: (sum?.cachedPromptTokens ?? 0) + row.cachedPromptTokens,
      outputTokens: (sum?.outputTokens ?? 0) + row.outputTokens,
    });
  }
  return [...totals.values()].sort((a, b) => tokensOf(b) - tokensOf(a));
}

export function tokensOf(row: { promptTokens: number; outputTokens: number }): number {
  return row.promptTokens + row.outputTokens;
}

/**
 * One row per bucket, empty ones too, with one column of tokens per group, as a stacked bar plot
 * wants it. The columns are g0, g1, ...: a dot in a model's name would be read as a path. What is
 * in none of the groups goes to one more column behind them.
 */
export function stackedRows(
  rows: readonly UsageRow[],
  starts: readonly number[],
  groups: readonly string[],
  groupOf: GroupOf,
): Record<string, number>[] {
  const stacked = new Map(starts.map((at) => [at, emptyRow(at, groups.length + 1)]));
  for (const row of rows) {
    const target = stacked.get(Date.parse(row.bucketStart));
    if (!target) continue;
    const index = groups.indexOf(groupOf(row));
    const column = `g${index < 0 ? groups.length : index}`;
    target[column] = (target[column] ?? 0) + tokensOf(row);
  }
  return [...stacked.values()];
}

function emptyRow(at: number, columns: number): Record<string, number> {
  const row: Record<string, number> = { at };
  for (let i = 0; i < columns; i++) row[`g${i}`] = 0;
  return row;
}
