export interface SplitTarget {
  servedModel: string;
  weight: number;
}

/** Percent of a two-way split that the second target gets, rounded. */
export function shareOfSecond(targets: readonly SplitTarget[]): number {
  const all = targets.reduce((sum, target) => sum + target.weight, 0);
  return all > 0 ? Math.round((100 * (targets[1]?.weight ?? 0)) / all) : 0;
}

/** The same two targets with weights in percent. */
export function withShare(targets: readonly SplitTarget[], percent: number): SplitTarget[] {
  return targets.map((target, index) => ({
    ...target,
    weight: index === 1 ? percent : 100 - percent,
  }));
}
