/**
 * Reads a `text/event-stream` body as the HTML standard describes it (section 9.2.6), from a fetch
 * response: EventSource cannot send a POST. Chunks may split a line, an end-of-line pair or a UTF-8
 * character anywhere.
 */
export interface ServerSentEvent {
  event: string;
  data: string;
}

export async function* readServerSentEvents(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  const reader = body.getReader();
  const parser = new EventParser();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      yield* parser.push(done ? decoder.decode() : decoder.decode(value, { stream: true }));
      if (done) return;
    }
  } finally {
    // Leaving the loop early (stop button) must close the connection, which cancels the generation.
    await reader.cancel().catch(() => undefined);
  }
}

/** The line machine alone, without I/O. */
export class EventParser {
  private rest = "";
  private event = "";
  private data: string[] = [];

  push(text: string): ServerSentEvent[] {
    const events: ServerSentEvent[] = [];
    this.rest += text;
    for (let line = this.nextLine(); line !== null; line = this.nextLine()) {
      if (line === "") this.dispatch(events);
      else this.field(line);
    }
    return events;
  }

  private nextLine(): string | null {
    const end = this.rest.search(/[\r\n]/);
    if (end < 0) return null;
    const isCarriageReturn = this.rest[end] === "\r";
    // A "\r" at the very end may be half of "\r\n": wait for what follows.
    if (isCarriageReturn && end + 1 === this.rest.length) return null;
    const line = this.rest.slice(0, end);
    const width = isCarriageReturn && this.rest[end + 1] === "\n" ? 2 : 1;
    this.rest = this.rest.slice(end + width);
    return line;
  }

  private field(line: string): void {
    const colon = line.indexOf(":");
    if (colon === 0) return; // a comment, such as ": ping"
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "event") this.event = value;
    else if (name === "data") this.data.push(value);
  }

  private dispatch(events: ServerSentEvent[]): void {
    if (this.data.length > 0) {
      events.push({ event: this.event || "message", data: this.data.join("\n") });
    }
    this.event = "";
    this.data = [];
  }
}
