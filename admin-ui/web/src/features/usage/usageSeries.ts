import type { Schema } from "../../api/client";

export type UsagePoint = Schema<"UsagePoint">;

export interface GroupTotal {
  group: string;
  requests: number;
  promptTokens: number;
  outputTokens: number;
}

export function totalsByGroup(points: readonly UsagePoint[]): GroupTotal[] {
  const totals = new Map<string, GroupTotal>();
  for (const { group, requests, promptTokens, outputTokens } of points) {
    const sum = totals.get(group) ?? { group, requests: 0, promptTokens: 0, outputTokens: 0 };
    totals.set(group, {
      group,
      requests: sum.requests + requests,
      promptTokens: sum.promptTokens + promptTokens,
      outputTokens: sum.outputTokens + outputTokens,
    });
  }
  return [...totals.values()].sort((a, b) => tokensOf(b) - tokensOf(a));
}

export function tokensOf(row: { promptTokens: number; outputTokens: number }): number {
  return row.promptTokens + row.outputTokens;
}

/** One row per bucket with one column of tokens per group, as a stacked bar plot wants it. */
export function stackedRows(points: readonly UsagePoint[], groups: readonly string[]) {
  const rows = new Map<string, Record<string, number | string>>();
  for (const point of points) {
    const row = rows.get(point.bucketStart) ?? {
      bucketStart: point.bucketStart,
      ...Object.fromEntries(groups.map((_, index) => [`g${index}`, 0])),
    };
    // Keys are g0, g1, ...: a dot in a model's name would be read as a path by the plot.
    const key = `g${groups.indexOf(point.group)}`;
    row[key] = Number(row[key] ?? 0) + tokensOf(point);
    rows.set(point.bucketStart, row);
  }
  return [...rows.values()].sort((a, b) =>
    String(a.bucketStart).localeCompare(String(b.bucketStart)),
  );
}
