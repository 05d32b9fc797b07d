package dev.sluice.inference.stream;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;
import dev.sluice.contract.GenerateEvent;
import dev.sluice.engine.generate.InferenceEngine.StreamHandle;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.concurrent.Queues;

/**
 * One stream between the engine thread, which offers events and must never wait, and a connection,
 * which takes them at its own pace. Between them is a bounded queue with one writer and one reader:
 * when it is full the reader is too slow, the stream is cancelled (its cache blocks are freed) and
 * the reader, should it ever come to the end of the queue, finds an {@code ERROR} event there.
 */
final class TokenStream implements Consumer<GenerateEvent> {
  private static final Logger LOG = LoggerFactory.getLogger(TokenStream.class);

  private final String requestId;
  private final int bufferEvents;
  private final Consumer<GenerateEvent> meter;
  private final Sinks.Many<GenerateEvent> sink;
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private volatile StreamHandle handle;

  TokenStream(String requestId, int bufferEvents, Consumer<GenerateEvent> meter) {
    this.requestId = requestId;
    this.bufferEvents = bufferEvents;
    this.meter = meter;
    this.sink =
        Sinks.many().unicast().onBackpressureBuffer(Queues.<GenerateEvent>get(bufferEvents).get());
  }

  /** Called once by the thread that submitted; the engine may already have sent events. */
  void started(StreamHandle submitted) {
    handle = submitted;
    if (cancelled.get()) {
      submitted.cancel();
    }
  }

  /** On the engine thread. */
  @Override
  public void accept(GenerateEvent event) {
    meter.accept(event);
    GenerateEvent shown = endedFromAbove(event) ? drained(event) : event;
    Sinks.EmitResult result = sink.tryEmitNext(shown);
    if (result == Sinks.EmitResult.FAIL_OVERFLOW
        || result == Sinks.EmitResult.FAIL_ZERO_SUBSCRIBER) {
      cancel("its reader left " + bufferEvents + " events waiting");
      sink.tryEmitError(new SlowReaderException());
    } else if (isLast(shown)) {
      sink.tryEmitComplete();
    }
  }

  /** The events in order; one subscriber. */
  Flux<GenerateEvent> events() {
    return sink.asFlux().onErrorResume(SlowReaderException.class, e -> Mono.just(tooSlow()));
  }

  /** From any thread, any number of times. */
  void cancel(String reason) {
    if (!cancelled.compareAndSet(false, true)) {
      return;
    }
    LOG.info("stream {} is cancelled: {}", requestId, reason);
    StreamHandle submitted = handle;
    if (submitted != null) {
      submitted.cancel();
    }
  }

  static boolean isLast(GenerateEvent event) {
    return event.kind() == GenerateEvent.Kind.END || event.kind() == GenerateEvent.Kind.ERROR;
  }

  /** The engine was closed under a stream that nobody cancelled. */
  private boolean endedFromAbove(GenerateEvent event) {
    return event.kind() == GenerateEvent.Kind.END
        && "cancelled".equals(event.finishReason())
        && !cancelled.get();
  }

  private static GenerateEvent drained(GenerateEvent end) {
    String message = "the pod is shutting down; the stream can be continued on another one";
    return GenerateEvent.error(ErrorDetail.of(ErrorCode.DRAINING, message), end.outputTokens());
  }

  private GenerateEvent tooSlow() {
    String message = "the stream was not read fast enough: %d events were waiting";
    return GenerateEvent.error(
        ErrorDetail.of(ErrorCode.DEADLINE_EXCEEDED, message.formatted(bufferEvents)), 0);
  }

  /** Travels from the full queue's writer to its reader; carries nothing. */
  private static final class SlowReaderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SlowReaderException() {
      super("slow reader", null, false, false);
    }
  }
}
