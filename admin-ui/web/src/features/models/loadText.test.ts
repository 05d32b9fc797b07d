import { expect, it } from "vitest";
import { fetchedPercent, type LoadPlace, planText, progressText, sourceText } from "./loadText";

const source = {
  path: null,
  url: null,
  repository: null,
  revision: null,
  file: null,
  sha256: null,
};
const place = (more: Partial<LoadPlace>): LoadPlace => ({
  kind: "pod",
  address: "pod:8082",
  podId: "a",
  state: "ready",
  problem: null,
  retryAt: null,
  fetchedBytes: 0,
  totalBytes: 0,
  memoryBytes: 0,
  contextLength: null,
  ...more,
});

it("a source of each kind is told in one word", () => {
  expect(sourceText({ ...source, path: "a.gguf" })).toBe("a.gguf");
  expect(sourceText({ ...source, url: "https://h/a.gguf" })).toBe("https://h/a.gguf");
  const hub = { ...source, repository: "o/n", file: "q4/a.gguf" };
  expect(sourceText(hub)).toBe("o/n/q4/a.gguf");
  expect(sourceText({ ...hub, revision: "v2" })).toBe("o/n@v2/q4/a.gguf");
});

it("a plan tells what differs from the model's own", () => {
  expect(planText({ ropeScaling: null, contextLength: null, kvCacheBytes: null })).toBe("");
  expect(planText({ ropeScaling: "yarn:4", contextLength: 8192, kvCacheBytes: 2e9 })).toBe(
    "yarn:4, context 8192, cache 2.00 GB",
  );
});

it("progress is known while a file of known size is fetched", () => {
  const half = place({ state: "fetching", fetchedBytes: 5e8, totalBytes: 1e9 });
  expect(fetchedPercent(half)).toBe(50);
  expect(progressText(half)).toBe("500 MB of 1.00 GB fetched");
  expect(fetchedPercent(place({ state: "fetching", fetchedBytes: 5e8 }))).toBeNull();
  expect(progressText(place({ state: "fetching" }))).toBe("");
  expect(progressText(place({ memoryBytes: 3e6, contextLength: 1024 }))).toBe(
    "3.00 MB of memory, context 1024",
  );
});
