import type { Schema } from "../../api/client";

const BYTES_PER_MB = 1_000_000;

export type LoadPlan = Schema<"LoadPlan">;
export type SourceKind = "none" | "path" | "url" | "hub";

export interface VersionValues {
  servedModel: string;
  weightsDigest: string;
  kind: SourceKind;
  path: string;
  url: string;
  repository: string;
  revision: string;
  file: string;
  sha256: string;
  ropeScaling: string;
  contextLength: number | "";
  kvCacheMegabytes: number | "";
}

/** An empty form for a version of this name; what it is pre-filled with goes over it. */
export function emptyVersion(servedModel: string, weightsDigest: string): VersionValues {
  return {
    servedModel,
    weightsDigest,
    kind: "none",
    path: "",
    url: "",
    repository: "",
    revision: "",
    file: "",
    sha256: "",
    ropeScaling: "",
    contextLength: "",
    kvCacheMegabytes: "",
  };
}

const orNull = (text: string) => text.trim() || null;

/** Only the fields of the chosen kind count: what was typed for another one is not sent. */
function sourceOf(values: VersionValues): Schema<"WeightsSource"> {
  const none = { path: null, url: null, repository: null, revision: null, file: null };
  const sha256 = orNull(values.sha256);
  switch (values.kind) {
    case "url":
      return { ...none, url: values.url.trim(), sha256 };
    case "hub":
      return {
        ...none,
        repository: values.repository.trim(),
        revision: orNull(values.revision),
        file: values.file.trim(),
        sha256,
      };
    default:
      return { ...none, path: values.path.trim(), sha256 };
  }
}

/** What the control plane takes to register a version. */
export function versionOf(values: VersionValues): Schema<"ModelVersionCreate"> {
  return {
    servedModel: values.servedModel.trim(),
    weightsDigest: orNull(values.weightsDigest),
    loadPlan: values.kind === "none" ? null : planOf(values),
  };
}

/** What the control plane takes as the plan of a version that is there. */
export function planOf(values: VersionValues): Schema<"LoadPlanEdit"> {
  return {
    source: sourceOf(values),
    ropeScaling: orNull(values.ropeScaling),
    contextLength: values.contextLength === "" ? null : values.contextLength,
    kvCacheBytes:
      values.kvCacheMegabytes === "" ? null : Math.round(values.kvCacheMegabytes * BYTES_PER_MB),
  };
}

/** The form of a version with this plan; without one it begins with a path. */
export function valuesOf(servedModel: string, plan: LoadPlan | null): VersionValues {
  const empty: VersionValues = { ...emptyVersion(servedModel, ""), kind: "path" };
  if (plan === null) return empty;
  const { source, kvCacheBytes } = plan;
  return {
    ...empty,
    kind: source.url ? "url" : source.repository ? "hub" : "path",
    path: source.path ?? "",
    url: source.url ?? "",
    repository: source.repository ?? "",
    revision: source.revision ?? "",
    file: source.file ?? "",
    sha256: source.sha256 ?? "",
    ropeScaling: plan.ropeScaling ?? "",
    contextLength: plan.contextLength ?? "",
    kvCacheMegabytes: kvCacheBytes === null ? "" : kvCacheBytes / BYTES_PER_MB,
  };
}

/** What is missing, by field; the rest the control plane knows better. */
export function missingOf(values: VersionValues): Partial<Record<keyof VersionValues, string>> {
  const missing: Partial<Record<keyof VersionValues, string>> = {};
  const need = (
    field: "servedModel" | "path" | "url" | "repository" | "file" | "sha256",
    what: string,
  ) => {
    if (!values[field].trim()) missing[field] = `Enter ${what}`;
  };
  need("servedModel", "the served model's name");
  if (values.kind === "path") need("path", "the path of a file or folder");
  if (values.kind === "url") {
    need("url", "the address of a GGUF file");
    need("sha256", "the file's SHA-256, without which nothing is fetched from an address");
  }
  if (values.kind === "hub") {
    need("repository", "the repository, as owner/name");
    need("file", "the file's path in the repository");
  }
  return missing;
}
