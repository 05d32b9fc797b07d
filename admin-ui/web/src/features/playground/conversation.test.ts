import { describe, expect, it } from "vitest";
import {
  type ConversationEvent,
  conversationReducer,
  emptyConversation,
  tokensPerSecond,
} from "./conversation";

const after = (...events: ConversationEvent[]) =>
  events.reduce(conversationReducer, emptyConversation);

describe("conversationReducer", () => {
  it("gathers the deltas in the last answer and leaves earlier ones alone", () => {
    const state = after(
      { type: "sent", text: "one", at: 0 },
      { type: "delta", text: "first", at: 5 },
      { type: "ended", at: 6 },
      { type: "sent", text: "two", at: 10 },
      { type: "delta", text: "sec", at: 15 },
      { type: "delta", text: "ond", at: 20 },
    );
    expect(state.turns.map((turn) => turn.text)).toEqual(["one", "first", "two", "second"]);
    expect(state.run?.firstTokenAt).toBe(15);
    expect(state.isStreaming).toBe(true);
  });

  it("keeps a partial answer when the stream breaks, and says why", () => {
    const state = after(
      { type: "sent", text: "hi", at: 0 },
      { type: "delta", text: "Hel", at: 1 },
      { type: "ended", at: 2, error: "pod lost" },
    );
    expect(state).toMatchObject({ isStreaming: false, error: "pod lost" });
    expect(state.turns.at(-1)?.text).toBe("Hel");
  });

  it("drops an answer that never began", () => {
    expect(after({ type: "sent", text: "hi", at: 0 }, { type: "ended", at: 2 }).turns).toHaveLength(
      1,
    );
  });

  it("forgets the last failure when the next message is sent", () => {
    const state = after(
      { type: "sent", text: "a", at: 0 },
      { type: "ended", at: 1, error: "x" },
      { type: "sent", text: "b", at: 2 },
    );
    expect(state.error).toBeNull();
  });
});

describe("tokensPerSecond", () => {
  it("leaves out the first token and the wait for it", () => {
    const { run } = after(
      { type: "sent", text: "hi", at: 0 },
      { type: "delta", text: "a", at: 1000 },
      { type: "usage", usage: { prompt_tokens: 5, completion_tokens: 21 } },
      { type: "ended", at: 3000 },
    );
    expect(run && tokensPerSecond(run)).toBe(10);
  });
  it("is unknown without a usage", () => {
    const { run } = after({ type: "sent", text: "hi", at: 0 }, { type: "ended", at: 1 });
    expect(run && tokensPerSecond(run)).toBeNull();
  });
});
