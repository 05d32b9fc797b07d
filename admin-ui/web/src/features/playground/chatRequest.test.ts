import { describe, expect, it } from "vitest";
import { asCurl, chatBody, eventsOf, pathOf, type Settings } from "./chatRequest";

const settings: Settings = { model: "m", system: "  ", temperature: 0, maxTokens: 8, seed: null };

describe("chatBody", () => {
  it("leaves out an empty system prompt and an unset seed, and keeps a seed of zero", () => {
    const body = chatBody(settings, [{ role: "user", text: "hi" }]);
    expect(body.messages).toEqual([{ role: "user", content: "hi" }]);
    expect("seed" in body).toBe(false);
    expect(chatBody({ ...settings, seed: 0 }, [])).toMatchObject({ seed: 0 });
  });
});

describe("eventsOf", () => {
  it("reads text, end and usage, and ignores the role chunk", () => {
    expect(
      eventsOf('{"choices":[{"delta":{"role":"assistant","content":""},"finish_reason":null}]}', 1),
    ).toEqual([]);
    expect(eventsOf('{"choices":[{"delta":{"content":"a"},"finish_reason":"stop"}]}', 2)).toEqual([
      { type: "delta", text: "a", at: 2 },
      { type: "finish", reason: "stop" },
    ]);
    expect(
      eventsOf('{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}', 3),
    ).toHaveLength(1);
  });
  it("throws the server's sentence", () => {
    expect(() => eventsOf('{"error":{"message":"pod lost"}}', 0)).toThrow("pod lost");
  });
});

describe("asCurl", () => {
  it("survives single quotes in the prompt", () => {
    const line = asCurl(chatBody(settings, [{ role: "user", text: "it's" }]));
    expect(line).toContain(String.raw`it'\''s`);
  });
  it("leaves the address and the key to the shell", () => {
    expect(asCurl(chatBody(settings, []))).toMatch(
      /^curl "\$SLUICE_URL\/v1\/chat\/completions" -N \\\n {2}-H "authorization: Bearer \$SLUICE_API_KEY"/,
    );
  });
});

describe("pathOf", () => {
  it("asks for a version by itself only where one was chosen", () => {
    expect(pathOf("chat")).toBe("/api/v1/playground/chat");
    expect(pathOf("version:a/b")).toBe("/api/v1/playground/versions/a%2Fb/chat");
  });
});
