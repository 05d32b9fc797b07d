import { expect, it } from "vitest";
import { missingOf, planOf, valuesOf, versionOf, type VersionValues } from "./versionForm";

const empty: VersionValues = {
  servedModel: " stories:v2 ",
  weightsDigest: "",
  kind: "none",
  path: "a.gguf",
  url: "https://h/a.gguf",
  repository: "o/n",
  revision: "",
  file: "b.gguf",
  sha256: "",
  ropeScaling: " linear:2 ",
  contextLength: "",
  kvCacheMegabytes: 64,
};

it("a version that pods are started with has no plan", () => {
  expect(versionOf(empty)).toEqual({
    servedModel: "stories:v2",
    weightsDigest: null,
    loadPlan: null,
  });
});

it("only the fields of the chosen source are sent", () => {
  const plan = versionOf({ ...empty, kind: "hub" }).loadPlan;
  expect(plan?.source).toEqual({
    path: null,
    url: null,
    repository: "o/n",
    revision: null,
    file: "b.gguf",
    sha256: null,
  });
  expect(plan?.ropeScaling).toBe("linear:2");
  expect(plan?.contextLength).toBeNull();
  expect(plan?.kvCacheBytes).toBe(64_000_000);
  expect(versionOf({ ...empty, kind: "path" }).loadPlan?.source.repository).toBeNull();
});

it("what the chosen source needs is asked for", () => {
  expect(missingOf({ ...empty, servedModel: "" })).toHaveProperty("servedModel");
  expect(missingOf({ ...empty, kind: "url" })).toHaveProperty("sha256");
  expect(missingOf({ ...empty, kind: "hub", file: " " })).toHaveProperty("file");
  expect(missingOf({ ...empty, kind: "path", sha256: "" })).toEqual({});
});

it("a plan that is read and written again is the same", () => {
  const edit = {
    source: {
      path: null,
      url: "https://h/a.gguf",
      repository: null,
      revision: null,
      file: null,
      sha256: "0a",
    },
    contextLength: 2048,
    ropeScaling: "linear:2",
    kvCacheBytes: 67_108_864,
  };
  const plan = { versionId: "v", version: 3, ...edit };
  expect(planOf(valuesOf("stories:v2", plan))).toEqual(edit);
  expect(valuesOf("stories:v2", null).kind).toBe("path");
});
