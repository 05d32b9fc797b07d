import type { DiscoveredModel, ModelVersion } from "./queries";

export type VersionState = ModelVersion["state"];

/** Where a version can go from each state; a deprecated one may come back, an archived one not. */
export const MOVES: Record<VersionState, readonly VersionState[]> = {
  registered: ["live", "archived"],
  live: ["deprecated"],
  deprecated: ["live", "archived"],
  archived: [],
};

export const MOVE_NAMES: Record<VersionState, string> = {
  registered: "Register",
  live: "Make live",
  deprecated: "Deprecate",
  archived: "Archive",
};

/** What pods serve and nobody has registered yet. */
export function unregistered(
  served: readonly DiscoveredModel[],
  versions: readonly ModelVersion[],
): DiscoveredModel[] {
  return served.filter(
    (model) =>
      !versions.some(
        (version) =>
          version.servedModel === model.name && version.weightsDigest === model.weightsDigest,
      ),
  );
}
