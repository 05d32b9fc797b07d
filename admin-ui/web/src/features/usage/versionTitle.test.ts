import { describe, expect, it } from "vitest";
import { versionTitle } from "./versionTitle";

describe("versionTitle", () => {
  it("shortens the digest", () => {
    expect(versionTitle({ servedModel: "phi", weightsDigest: "0123456789abcdef" })).toBe(
      "phi 0123456789ab",
    );
  });
  it("does without what the gateway did not say", () => {
    expect(versionTitle({ servedModel: "phi", weightsDigest: null })).toBe("phi");
    expect(versionTitle({ servedModel: null, weightsDigest: null })).toBe("unknown version");
  });
});
