import { describe, expect, it } from "vitest";
import { csrfToken } from "./csrf";

describe("csrfToken", () => {
  it("is found among other cookies, whose names may end alike", () => {
    expect(csrfToken("a=1; NOT-XSRF-TOKEN=wrong; XSRF-TOKEN=ab%3D%3D; b=2")).toBe("ab==");
  });
  it("is absent when the cookie is", () => {
    expect(csrfToken("")).toBeNull();
    expect(csrfToken("XSRF-TOKEN2=x")).toBeNull();
  });
});
