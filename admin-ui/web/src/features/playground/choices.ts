import { api, unwrap } from "../../api/client";

/** Something to talk to: a public name, or one version by itself. */
export interface Choice {
  value: string;
  label: string;
}

const VERSION = "version:";

/** The id of the version that a choice stands for, or null for a public name. */
export function versionOf(value: string): string | null {
  return value.startsWith(VERSION) ? value.slice(VERSION.length) : null;
}

/** Public names first; when there are none, every name that a pod serves is public. */
async function publicNames(): Promise<Choice[]> {
  const models = await unwrap(api.GET("/api/v1/models"));
  const names =
    models.length > 0
      ? models.map((model) => model.name)
      : (await unwrap(api.GET("/api/v1/served-models"))).map((model) => model.name);
  return [...new Set(names)].map((name) => ({ value: name, label: name }));
}

/** Archived versions have no pods, and may have no weights any more. */
async function versions(): Promise<Choice[]> {
  const all = await unwrap(api.GET("/api/v1/model-versions"));
  return all
    .filter(({ state }) => state !== "archived")
    .map(({ id, servedModel, weightsDigest, state }) => ({
      value: VERSION + id,
      label: `Version ${[servedModel, weightsDigest?.slice(0, 12)].filter(Boolean).join(" ")} (${state})`,
    }));
}

export async function choices(withVersions: boolean): Promise<Choice[]> {
  return withVersions ? [...(await publicNames()), ...(await versions())] : publicNames();
}
