import type { Schema } from "../../api/client";

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

/** What the control plane takes. */
export function versionOf(values: VersionValues): Schema<"ModelVersionCreate"> {
  return {
    servedModel: values.servedModel.trim(),
    weightsDigest: orNull(values.weightsDigest),
    loadPlan:
      values.kind === "none"
        ? null
        : {
            source: sourceOf(values),
            ropeScaling: orNull(values.ropeScaling),
            contextLength: values.contextLength === "" ? null : values.contextLength,
            kvCacheBytes:
              values.kvCacheMegabytes === "" ? null : values.kvCacheMegabytes * 1_000_000,
          },
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
