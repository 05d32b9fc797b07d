package dev.sluice.engine.generate;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Events per second over the last five seconds. Safe to use from any thread. */
final class RateMeter {
  private static final int SLOTS = 10;
  private static final long SLOT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final long[] counts = new long[SLOTS];
  private final long originNanos;
  private long slot;

  RateMeter(long nowNanos) {
    originNanos = nowNanos;
  }

  synchronized void add(long nowNanos, long count) {
    moveTo(nowNanos);
    counts[(int) (slot % SLOTS)] += count;
  }

  synchronized double perSecond(long nowNanos) {
    moveTo(nowNanos);
    long elapsed = nowNanos - originNanos;
    long window = Math.min(elapsed, elapsed % SLOT_NANOS + (SLOTS - 1) * SLOT_NANOS);
    return Arrays.stream(counts).sum() / (Math.max(window, SLOT_NANOS) / 1e9);
  }

  private void moveTo(long nowNanos) {
    long now = (nowNanos - originNanos) / SLOT_NANOS;
    if (now - slot >= SLOTS) {
      Arrays.fill(counts, 0);
      slot = now;
    }
    while (slot < now) {
      counts[(int) (++slot % SLOTS)] = 0;
    }
  }
}
