package dev.sluice.engine.schedule;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;

/**
 * Bounds the queue in prompt tokens, the measure of how long it takes to work it off. Safe to use
 * from any thread.
 */
public final class QueueGate {
  private static final long MIN_RETRY_MILLIS = 100;
  private static final long MAX_RETRY_MILLIS = 60_000;
  private static final long UNKNOWN_RETRY_MILLIS = 1_000;

  private final long maxTokens;
  private final DoubleSupplier promptTokensPerSecond;
  private final AtomicLong queued = new AtomicLong();

  /**
   * @param promptTokensPerSecond recent rate at which prompts were worked off, 0 when unknown
   */
  public QueueGate(long maxTokens, DoubleSupplier promptTokensPerSecond) {
    this.maxTokens = maxTokens;
    this.promptTokensPerSecond = promptTokensPerSecond;
  }

  /**
   * Takes a place in the queue. A prompt longer than the whole bound is let in when the queue is
   * empty, for it could never run otherwise.
   */
  public boolean tryEnter(int promptTokens) {
    while (true) {
      long now = queued.get();
      if (now != 0 && now + promptTokens > maxTokens) {
        return false;
      }
      if (queued.compareAndSet(now, now + promptTokens)) {
        return true;
      }
    }
  }

  /** Gives the place back, because the prompt began to run or was withdrawn. */
  public void leave(int promptTokens) {
    queued.addAndGet(-promptTokens);
  }

  public long queuedTokens() {
    return queued.get();
  }

  public long maxTokens() {
    return maxTokens;
  }

  /** When a prompt of this size probably finds room. */
  public long retryAfterMillis(int promptTokens) {
    double rate = promptTokensPerSecond.getAsDouble();
    if (!(rate > 0)) {
      return UNKNOWN_RETRY_MILLIS;
    }
    long excess = Math.max(1, queued.get() + promptTokens - maxTokens);
    return Math.clamp((long) (1000 * excess / rate), MIN_RETRY_MILLIS, MAX_RETRY_MILLIS);
  }
}
