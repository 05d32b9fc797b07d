import { CSRF_HEADER, csrfToken } from "../../api/csrf";
import { ApiError, toApiError } from "../../api/errors";
import { readServerSentEvents } from "../../lib/serverSentEvents";
import { versionOf } from "./choices";
import type { ConversationEvent, Turn, Usage } from "./conversation";

/** Admin passes this on to a gateway in the name of the person logged in. */
export function pathOf(model: string): string {
  const version = versionOf(model);
  return version === null
    ? "/api/v1/playground/chat"
    : `/api/v1/playground/versions/${encodeURIComponent(version)}/chat`;
}

export interface Settings {
  model: string;
  system: string;
  temperature: number;
  maxTokens: number;
  seed: number | null;
}

export function chatBody(settings: Settings, turns: Turn[]) {
  const system = settings.system.trim();
  return {
    model: settings.model,
    messages: [
      ...(system ? [{ role: "system", content: system }] : []),
      ...turns.map((turn) => ({ role: turn.role, content: turn.text })),
    ],
    temperature: settings.temperature,
    max_tokens: settings.maxTokens,
    ...(settings.seed === null ? {} : { seed: settings.seed }),
    stream: true,
    stream_options: { include_usage: true },
  };
}

interface Chunk {
  choices?: { delta?: { content?: string | null }; finish_reason?: string | null }[];
  usage?: Usage | null;
  error?: { message?: string };
}

/** A seed for people who left it open and want two sides to have the same one. */
export function drawnSeed(): number {
  return Math.floor(Math.random() * 2 ** 31);
}

/** What one chunk of the stream changes. */
export function eventsOf(data: string, at: number): ConversationEvent[] {
  const chunk = JSON.parse(data) as Chunk;
  if (chunk.error) throw new Error(chunk.error.message ?? "The stream ended with an error.");
  const choice = chunk.choices?.[0];
  const events: ConversationEvent[] = [];
  if (choice?.delta?.content) events.push({ type: "delta", text: choice.delta.content, at });
  if (choice?.finish_reason) events.push({ type: "finish", reason: choice.finish_reason });
  if (chunk.usage) events.push({ type: "usage", usage: chunk.usage });
  return events;
}

export async function streamChat(
  body: ReturnType<typeof chatBody>,
  signal: AbortSignal,
  emit: (event: ConversationEvent) => void,
): Promise<void> {
  const response = await fetch(pathOf(body.model), {
    method: "POST",
    headers: { "content-type": "application/json", [CSRF_HEADER]: csrfToken() ?? "" },
    body: JSON.stringify(body),
    signal,
  });
  const requestId = response.headers.get("x-request-id");
  if (requestId) emit({ type: "accepted", requestId });
  if (!response.ok) throw toApiError(response.status, await response.json().catch(() => null));
  if (!response.body) throw new ApiError(response.status, "empty", "The answer has no body.");
  for await (const { data } of readServerSentEvents(response.body)) {
    if (data === "[DONE]") return;
    eventsOf(data, performance.now()).forEach(emit);
  }
  throw new Error("The stream ended before it was complete.");
}

/**
 * The same request as a command for a shell. The console does not know at which address clients
 * reach the gateway, so that stays a variable. Single quotes are closed, escaped and opened again.
 */
export function asCurl(body: ReturnType<typeof chatBody>): string {
  const json = JSON.stringify(body).replaceAll("'", String.raw`'\''`);
  return [
    `curl "$SLUICE_URL/v1/chat/completions" -N`,
    `-H "authorization: Bearer $SLUICE_API_KEY"`,
    `-H "content-type: application/json"`,
    `-d '${json}'`,
  ].join(" \\\n  ");
}
