import { describe, expect, it } from "vitest";
import { readServerSentEvents, type ServerSentEvent } from "./serverSentEvents";

const encode = (text: string) => new TextEncoder().encode(text);

function streamOf(chunks: Uint8Array[], onCancel?: () => void): ReadableStream<Uint8Array> {
  const queue = [...chunks];
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = queue.shift();
      if (next) controller.enqueue(next);
      else controller.close();
    },
    cancel: onCancel,
  });
}

async function collect(chunks: Uint8Array[]): Promise<ServerSentEvent[]> {
  const events: ServerSentEvent[] = [];
  for await (const event of readServerSentEvents(streamOf(chunks))) events.push(event);
  return events;
}

const BODY =
  ': ping\r\n\r\ndata: {"a":"é"}\r\n\r\nevent: sum\ndata: one\ndata: two 😀\n\ndata: [DONE]\n\n';
const EXPECTED = [
  { event: "message", data: '{"a":"é"}' },
  { event: "sum", data: "one\ntwo 😀" },
  { event: "message", data: "[DONE]" },
];

describe("readServerSentEvents", () => {
  it("gives the same events wherever the body is split in two", async () => {
    const bytes = encode(BODY);
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(await collect([bytes.slice(0, cut), bytes.slice(cut)]), `cut at ${cut}`).toEqual(
        EXPECTED,
      );
    }
  });

  it("gives the same events one byte at a time", async () => {
    expect(await collect(Array.from(encode(BODY), (byte) => Uint8Array.of(byte)))).toEqual(
      EXPECTED,
    );
  });

  it("drops an event that its blank line never completed", async () => {
    expect(await collect([encode("data: whole\n\ndata: cut off")])).toEqual([
      { event: "message", data: "whole" },
    ]);
  });

  it("keeps all but one leading space, and knows a field without a colon", async () => {
    expect(await collect([encode("data:  two\ndata\n\n")])).toEqual([
      { event: "message", data: " two\n" },
    ]);
  });

  it("cancels the connection when the reader stops early", async () => {
    let cancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(encode("data: x\n\n")),
      cancel: () => {
        cancelled = true;
      },
    });
    for await (const event of readServerSentEvents(endless)) {
      expect(event.data).toBe("x");
      break;
    }
    expect(cancelled).toBe(true);
  });
});
