import { describe, expect, it } from "vitest";
import { toApiError } from "./errors";

describe("toApiError", () => {
  it("keeps the server's sentence and code", () => {
    const error = toApiError(412, { code: "stale", message: "Version 3 is not current." });
    expect(error).toMatchObject({
      isStale: true,
      code: "stale",
      message: "Version 3 is not current.",
    });
  });
  it("reads a gateway's error, which lies one level deeper", () => {
    const error = toApiError(404, { error: { code: "model_not_found", message: "No model x." } });
    expect(error).toMatchObject({
      isStale: false,
      code: "model_not_found",
      message: "No model x.",
    });
  });
  it.each([null, "<html>", {}, { error: "text" }])("gives a sentence for the body %j", (body) => {
    expect(toApiError(503, body)).toMatchObject({
      status: 503,
      code: "unknown",
      message: "The server is not available at the moment.",
    });
  });
});
