package dev.sluice.engine.generate;

import dev.sluice.contract.ErrorDetail;
import dev.sluice.contract.GenerateEvent;
import dev.sluice.engine.schedule.Scheduler;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every way a stream ends, and the only place that calls listeners. A stream's blocks are free
 * before its last event is sent, and it ends once whatever happens. Owned by the engine thread.
 */
final class StreamEnds {
  private static final Logger log = LoggerFactory.getLogger(StreamEnds.class);

  private final Scheduler<GenerationStream> scheduler;
  private final EngineLoad load;
  private final LongSupplier nanoClock;
  private final Set<GenerationStream> open = new LinkedHashSet<>();

  StreamEnds(Scheduler<GenerationStream> scheduler, EngineLoad load, LongSupplier nanoClock) {
    this.scheduler = scheduler;
    this.load = load;
    this.nanoClock = nanoClock;
  }

  void opened(GenerationStream stream) {
    open.add(stream);
  }

  /** Ends a stream in order. Does nothing when it ended before. */
  void end(GenerationStream stream, String finishReason, String stopReason) {
    if (!stream.isFinished()) {
      scheduler.finish(stream);
      close(
          stream, GenerateEvent.end(finishReason, stopReason, stream.usage(nanoClock.getAsLong())));
    }
  }

  /** Ends a stream with an error; what it computed is not reused. */
  void fail(GenerationStream stream, ErrorDetail error) {
    if (!stream.isFinished()) {
      scheduler.discard(stream);
      close(stream, GenerateEvent.error(error, stream.outputTokens()));
    }
  }

  void failAll(ErrorDetail error) {
    List.copyOf(open).forEach(stream -> fail(stream, error));
  }

  void cancelAll() {
    List.copyOf(open).forEach(stream -> end(stream, FinishReasons.CANCELLED, null));
  }

  /** Sends an event that is not the last one. A listener that throws loses its stream. */
  void emit(GenerationStream stream, GenerateEvent event) {
    if (!stream.isFinished() && !send(stream, event)) {
      scheduler.finish(stream);
      forget(stream);
    }
  }

  private void close(GenerationStream stream, GenerateEvent last) {
    load.holds(scheduler.runningCount(), scheduler.availableBlocks());
    send(stream, last);
    forget(stream);
  }

  private void forget(GenerationStream stream) {
    open.remove(stream);
    load.streams().decrement();
  }

  private boolean send(GenerationStream stream, GenerateEvent event) {
    try {
      stream.listener().accept(event);
      return true;
    } catch (RuntimeException | Error e) {
      log.warn(
          "the listener of stream {} threw at {}; the stream is cancelled",
          stream.request().requestId(),
          event.kind(),
          e);
      return false;
    }
  }
}
