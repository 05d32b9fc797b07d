/** The conversation's state and every way it can change, without I/O. */
export interface Turn {
  role: "user" | "assistant";
  text: string;
}

export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
}

export interface RunStats {
  startedAt: number;
  firstTokenAt: number | null;
  endedAt: number | null;
  usage: Usage | null;
  finishReason: string | null;
  requestId: string | null;
}

export interface Conversation {
  turns: Turn[];
  run: RunStats | null;
  isStreaming: boolean;
  error: string | null;
}

export type ConversationEvent =
  | { type: "sent"; text: string; at: number }
  | { type: "delta"; text: string; at: number }
  | { type: "accepted"; requestId: string }
  | { type: "finish"; reason: string }
  | { type: "usage"; usage: Usage }
  | { type: "ended"; at: number; error?: string }
  | { type: "cleared" };

export const emptyConversation: Conversation = {
  turns: [],
  run: null,
  isStreaming: false,
  error: null,
};

export function conversationReducer(state: Conversation, event: ConversationEvent): Conversation {
  switch (event.type) {
    case "sent":
      return {
        turns: [
          ...state.turns,
          { role: "user", text: event.text },
          { role: "assistant", text: "" },
        ],
        run: {
          startedAt: event.at,
          firstTokenAt: null,
          endedAt: null,
          usage: null,
          finishReason: null,
          requestId: null,
        },
        isStreaming: true,
        error: null,
      };
    case "delta":
      return {
        ...appendToAnswer(state, event.text),
        run: state.run && firstToken(state.run, event.at),
      };
    case "accepted":
      return { ...state, run: state.run && { ...state.run, requestId: event.requestId } };
    case "finish":
      return { ...state, run: state.run && { ...state.run, finishReason: event.reason } };
    case "usage":
      return { ...state, run: state.run && { ...state.run, usage: event.usage } };
    case "ended":
      return {
        ...state,
        turns: withoutEmptyAnswer(state.turns),
        run: state.run && { ...state.run, endedAt: event.at },
        isStreaming: false,
        error: event.error ?? null,
      };
    case "cleared":
      return emptyConversation;
  }
}

function appendToAnswer(state: Conversation, text: string): Conversation {
  const last = state.turns.at(-1);
  if (last?.role !== "assistant") return state;
  return { ...state, turns: state.turns.with(-1, { ...last, text: last.text + text }) };
}

function firstToken(run: RunStats, at: number): RunStats {
  return run.firstTokenAt === null ? { ...run, firstTokenAt: at } : run;
}

/** An answer that never began is not part of what the model is told next time. */
function withoutEmptyAnswer(turns: Turn[]): Turn[] {
  const last = turns.at(-1);
  return last?.role === "assistant" && last.text === "" ? turns.slice(0, -1) : turns;
}

/** Generated tokens per second after the first one; null before there are two. */
export function tokensPerSecond(run: RunStats): number | null {
  if (run.usage === null || run.firstTokenAt === null || run.endedAt === null) return null;
  const seconds = (run.endedAt - run.firstTokenAt) / 1000;
  const tokens = run.usage.completion_tokens - 1;
  return seconds > 0 && tokens > 0 ? tokens / seconds : null;
}
