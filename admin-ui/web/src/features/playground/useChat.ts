import { useEffect, useReducer, useRef } from "react";
import { messageOf } from "../../api/errors";
import { chatBody, type Settings, streamChat } from "./chatRequest";
import { conversationReducer, emptyConversation } from "./conversation";

export type Chat = ReturnType<typeof useChat>;

/** A conversation with its one running stream. Leaving the page stops the stream. */
export function useChat() {
  const [conversation, dispatch] = useReducer(conversationReducer, emptyConversation);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  async function send(text: string, settings: Settings): Promise<void> {
    const controller = new AbortController();
    running.current = controller;
    const body = chatBody(settings, [...conversation.turns, { role: "user", text }]);
    dispatch({ type: "sent", text, at: performance.now() });
    let error: string | undefined;
    try {
      await streamChat(body, controller.signal, dispatch);
    } catch (failure) {
      if (!controller.signal.aborted) error = messageOf(failure);
    }
    dispatch({ type: "ended", at: performance.now(), error });
  }

  return {
    conversation,
    send,
    stop: () => running.current?.abort(),
    clear: () => dispatch({ type: "cleared" }),
  };
}
