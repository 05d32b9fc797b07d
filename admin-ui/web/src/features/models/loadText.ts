import { formatBytes } from "../../lib/format";
import type { VersionLoad } from "./queries";

export type LoadPlace = VersionLoad["places"][number];

/** Where the weights come from, as short as it can be told. */
export function sourceText(source: VersionLoad["source"]): string {
  if (source.path) return source.path;
  if (source.url) return source.url;
  const revision = source.revision ? `@${source.revision}` : "";
  return `${source.repository}${revision}/${source.file}`;
}

/** What differs from the model's own settings. */
export function planText(
  plan: Pick<VersionLoad, "ropeScaling" | "contextLength" | "kvCacheBytes">,
): string {
  return [
    plan.ropeScaling,
    plan.contextLength === null ? null : `context ${plan.contextLength}`,
    plan.kvCacheBytes === null ? null : `cache ${formatBytes(plan.kvCacheBytes)}`,
  ]
    .filter((part) => part !== null)
    .join(", ");
}

/** The fetched share of a file in percent; null while nothing is fetched or its size is unknown. */
export function fetchedPercent(place: LoadPlace): number | null {
  return place.state === "fetching" && place.totalBytes > 0
    ? Math.min(100, (100 * place.fetchedBytes) / place.totalBytes)
    : null;
}

export function progressText(place: LoadPlace): string {
  if (place.state === "fetching" && place.fetchedBytes > 0) {
    const whole = place.totalBytes > 0 ? ` of ${formatBytes(place.totalBytes)}` : "";
    return `${formatBytes(place.fetchedBytes)}${whole} fetched`;
  }
  return [
    place.memoryBytes > 0 ? `${formatBytes(place.memoryBytes)} of memory` : null,
    place.contextLength === null ? null : `context ${place.contextLength}`,
  ]
    .filter((part) => part !== null)
    .join(", ");
}
