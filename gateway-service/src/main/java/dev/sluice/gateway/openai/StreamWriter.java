package dev.sluice.gateway.openai;

import dev.sluice.gateway.completion.Output;
import dev.sluice.gateway.completion.RequestFailedException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/**
 * Outputs as the bytes of server-sent events. What belongs together is one array, flushed at once.
 * A failure before the first byte is passed on and gets its own status; after it, it becomes an
 * event in the stream, because the status is gone. One instance serves one answer.
 */
final class StreamWriter {
  private static final byte[] DATA = ascii("data: ");
  private static final byte[] END = ascii("\n\n");
  private static final byte[] DONE = ascii("data: [DONE]\n\n");
  private static final byte[] PING = ascii(": ping\n\n");

  private final Wire wire;
  private final StreamOptions options;
  private final int[] outputTokens;
  private int promptTokens;
  private volatile long lastNanos = System.nanoTime();
  private volatile boolean hasBegun;

  StreamWriter(Wire wire, StreamOptions options) {
    this.wire = wire;
    this.options = options;
    this.outputTokens = new int[wire.request.choices()];
  }

  Flux<byte[]> write(Flux<Output> outputs, Duration pingInterval) {
    Flux<byte[]> events =
        outputs.mapNotNull(this::event).concatWith(Mono.just(DONE)).doOnNext(this::sent);
    return events
        .publish(shared -> Flux.merge(shared, pings(shared, pingInterval)))
        .onErrorResume(
            RequestFailedException.class,
            failure -> hasBegun ? Flux.just(failed(failure), DONE) : Flux.error(failure));
  }

  /** A comment whenever nothing was sent for an interval, until the events end. */
  private Flux<byte[]> pings(Flux<byte[]> events, Duration interval) {
    return Flux.interval(interval)
        .onBackpressureDrop()
        .filter(tick -> System.nanoTime() - lastNanos >= interval.toNanos() / 2)
        .map(tick -> PING)
        .doOnNext(this::sent)
        .takeUntilOther(events.ignoreElements().onErrorComplete().map(Optional::of));
  }

  private void sent(byte[] bytes) {
    lastNanos = System.nanoTime();
    hasBegun = true;
  }

  private byte[] event(Output output) {
    count(output);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    List<ObjectNode> chunks = wire.chunks(output);
    for (ObjectNode chunk : chunks) {
      putUsage(chunk);
      frame(bytes, chunk);
    }
    if (output instanceof Output.Totals totals && options.includeUsage()) {
      ObjectNode last = wire.emptyChunk();
      last.set(
          "usage",
          Wire.usage(totals.promptTokens(), totals.outputTokens(), totals.cachedPromptTokens()));
      frame(bytes, last);
    }
    return bytes.size() == 0 ? null : bytes.toByteArray();
  }

  private void count(Output output) {
    switch (output) {
      case Output.Started started -> promptTokens = started.promptTokens();
      case Output.Piece piece -> outputTokens[piece.choice()] = piece.outputTokens();
      case Output.Finish finish -> outputTokens[finish.choice()] = finish.outputTokens();
      default -> {}
    }
  }

  /** OpenAI's chunks say {@code usage: null} once usage was asked for. */
  private void putUsage(ObjectNode chunk) {
    if (options.continuousUsage()) {
      int sum = Arrays.stream(outputTokens).sum();
      chunk.set("usage", Wire.usage(promptTokens, sum, 0));
    } else if (options.includeUsage()) {
      chunk.putNull("usage");
    }
  }

  private static byte[] failed(RequestFailedException failure) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    frame(bytes, ErrorBody.of(failure.detail()));
    return bytes.toByteArray();
  }

  private static void frame(ByteArrayOutputStream bytes, ObjectNode data) {
    bytes.writeBytes(DATA);
    bytes.writeBytes(Json.bytes(data));
    bytes.writeBytes(END);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
