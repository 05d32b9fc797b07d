import type { DiscoveredModel, ModelVersion } from "./queries";

export type VersionState = ModelVersion["state"];

/** The whole life, in its order. */
export const STATES: readonly VersionState[] = [
  "registered",
  "validating",
  "staged",
  "canary",
  "live",
  "deprecated",
  "archived",
];

/** Where a version can go from each state; a deprecated one may come back, an archived one not. */
export const MOVES: Record<VersionState, readonly VersionState[]> = {
  registered: ["validating", "archived"],
  validating: ["staged", "registered"],
  staged: ["canary", "archived"],
  canary: ["live", "staged"],
  live: ["deprecated"],
  deprecated: ["live", "archived"],
  archived: [],
};

export interface LifeMove {
  from: VersionState;
  to: VersionState;
}

export const LIFE_MOVES: readonly LifeMove[] = STATES.flatMap((from) =>
  MOVES[from].map((to) => ({ from, to })),
);

export const MOVE_NAMES: Record<VersionState, string> = {
  registered: "Send back",
  validating: "Validate",
  staged: "Stage",
  canary: "Make canary",
  live: "Make live",
  deprecated: "Deprecate",
  archived: "Archive",
};

/** The first move of each state goes on; going back to the stage is a rollback. */
export function moveName(from: VersionState, to: VersionState): string {
  return from === "canary" && to === "staged" ? "Roll back" : MOVE_NAMES[to];
}

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
