package dev.sluice.engine.generate;

import dev.sluice.contract.GenerateEvent;
import dev.sluice.contract.GenerateRequest;
import dev.sluice.contract.PodLoad;
import dev.sluice.contract.ServedModel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One model, one engine thread, many streams. All methods are safe to call from any thread and none
 * of them blocks on the engine except {@link #awaitIdle} and {@link #close}.
 */
public interface InferenceEngine extends AutoCloseable {

  /**
   * Queues a stream.
   *
   * @param listener called on the engine thread, in order, ending with exactly one {@code END} or
   *     {@code ERROR} event; it must not block and must not throw
   * @throws RejectedRequestException when the request is invalid, too long, or the queue is full
   */
  StreamHandle submit(GenerateRequest request, Consumer<GenerateEvent> listener);

  ServedModel model();

  /** A snapshot of the load. */
  PodLoad load();

  /**
   * Why nothing will be generated any more until the process starts anew, for example because its
   * device is lost; empty while all is well. The load then says that it drains.
   */
  default Optional<String> failure() {
    return Optional.empty();
  }

  /** What guessing tokens ahead came to; {@link Speculation#NONE} when it is off. */
  default Speculation speculation() {
    return Speculation.NONE;
  }

  /** Memory outside the heap by purpose, empty when the engine is closed. */
  default Map<String, Long> nativeBytes() {
    return Map.of();
  }

  /** No new streams from now on; running and queued ones go on. */
  void drain();

  /** Waits until no stream is running or queued. Returns false when the time ran out first. */
  boolean awaitIdle(Duration timeout) throws InterruptedException;

  /**
   * Ends all streams with {@code finishReason} {@code cancelled}, stops the thread and frees all
   * memory.
   */
  @Override
  void close();

  /** A submitted stream. */
  interface StreamHandle {
    /**
     * Ends the stream within one engine step; its blocks are free afterwards. Calling it twice, or
     * late, does nothing.
     */
    void cancel();
  }
}
