import { describe, expect, it } from "vitest";
import { circuitText, parametersText, shareInUse, shortDigest, stateHint } from "./podText";
import type { Pod } from "./queries";

const pod: Pod = {
  address: "10.0.0.1:8082",
  state: "ready",
  podId: "p",
  backend: "vector",
  models: [],
  runningStreams: 0,
  waitingStreams: 0,
  waitingTokens: 0,
  kvBlocksTotal: 100,
  kvBlocksFree: 75,
  promptTokens: 0,
  prefixHitTokens: 0,
  generatedTokens: 0,
  tokensPerSecond: 0,
  timeToFirstTokenMillis: null,
  drainOrdered: false,
  gateways: [],
};

describe("stateHint", () => {
  it("says whether a draining pod is empty, and that only a restart brings it back", () => {
    expect(stateHint({ ...pod, state: "draining", runningStreams: 1 })).toContain("finish");
    expect(stateHint({ ...pod, state: "draining" })).toMatch(/^Empty.*restart/);
  });
  it("tells of an order that has not begun", () => {
    expect(stateHint({ ...pod, drainOrdered: true })).toContain("within seconds");
  });
});

describe("figures", () => {
  it("shortens sizes and digests", () => {
    expect(parametersText(134_515_008)).toBe("135M");
    expect(parametersText(7_241_732_096)).toBe("7.2B");
    expect(parametersText(260_032)).toBe("260.0k");
    expect(shortDigest("sha256:0123456789abcdef")).toBe("0123456789ab");
    expect(shortDigest(null)).toBe("–");
  });
  it("knows the share of the cache, also before the first report", () => {
    expect(shareInUse(pod)).toBe(0.25);
    expect(shareInUse({ ...pod, kvBlocksTotal: 0, kvBlocksFree: 0 })).toBe(0);
  });
  it("names circuits", () => {
    expect(circuitText("half_open")).toBe("half open, trying");
    expect(circuitText(null)).toBe("not reported");
  });
});
