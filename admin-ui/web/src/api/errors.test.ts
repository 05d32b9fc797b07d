import { describe, expect, it } from "vitest";
import { toApiError } from "./errors";

describe("toApiError", () => {
  it("keeps the server's sentence and code", () => {
    const error = toApiError(409, {
      error: { message: "Version 3 is not current.", code: "conflict" },
    });
    expect(error).toMatchObject({
      isConflict: true,
      code: "conflict",
      message: "Version 3 is not current.",
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
