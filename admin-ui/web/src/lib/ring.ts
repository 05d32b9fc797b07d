/** Adds a sample to a time series, keeps it sorted by time and drops what is older than the window. */
export interface Sample {
  at: number;
}

export function appendSample<T extends Sample>(series: readonly T[], sample: T, windowMillis: number): T[] {
  const newest = Math.max(sample.at, series.at(-1)?.at ?? sample.at);
  const kept = series.filter((old) => old.at !== sample.at && newest - old.at <= windowMillis);
  // A late sample goes where it belongs: a reconnect may replay the last one out of order.
  const index = kept.findIndex((old) => old.at > sample.at);
  return index < 0 ? [...kept, sample] : kept.toSpliced(index, 0, sample);
}
