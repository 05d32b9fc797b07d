package dev.sluice.gateway.quota;

import java.util.Arrays;

/**
 * Amounts used within the last minute, in slots of one second. A slot counts until the whole second
 * is older than a minute, so the sum over any 60 seconds never exceeds what {@link #used} allowed.
 * Not safe for use by several threads; {@link Budget} guards it.
 */
final class SlidingWindow {
  static final int SECONDS = 60;
  private static final int SLOTS = SECONDS + 1;
  private final long[] amounts = new long[SLOTS];
  private final long[] seconds = new long[SLOTS];

  SlidingWindow() {
    Arrays.fill(seconds, Long.MIN_VALUE / 2);
  }

  void add(long nowMillis, long amount) {
    long second = Math.floorDiv(nowMillis, 1000L);
    int slot = Math.floorMod(second, SLOTS);
    if (seconds[slot] != second) {
      seconds[slot] = second;
      amounts[slot] = 0;
    }
    amounts[slot] += amount;
  }

  long used(long nowMillis) {
    long oldest = Math.floorDiv(nowMillis, 1000L) - SECONDS;
    long sum = 0;
    for (int slot = 0; slot < SLOTS; slot++) {
      sum += seconds[slot] >= oldest ? amounts[slot] : 0;
    }
    return sum;
  }

  /** Milliseconds until at least {@code amount} of what is used now has left the window. */
  long millisUntilFreed(long nowMillis, long amount) {
    long oldest = Math.floorDiv(nowMillis, 1000L) - SECONDS;
    long freed = 0;
    for (long second = oldest; second <= oldest + SECONDS; second++) {
      int slot = Math.floorMod(second, SLOTS);
      freed += seconds[slot] == second ? amounts[slot] : 0;
      if (freed >= amount) {
        return Math.max(0, (second + SLOTS) * 1000L - nowMillis);
      }
    }
    return SLOTS * 1000L;
  }
}
