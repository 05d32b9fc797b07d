package dev.sluice.gateway.quota;

/**
 * One window with its open holds. Used and held together never exceed the limit a hold was taken
 * under. Safe for use by several threads.
 */
final class Budget {
  private static final long RETRY_WHEN_HELD_MILLIS = 1000;
  private final SlidingWindow window = new SlidingWindow();
  private long held;

  /**
   * Holds as much of {@code wanted} as is left, at least {@code minimum}.
   *
   * @return the amount held, or -1
   */
  synchronized long hold(long nowMillis, long limit, long minimum, long wanted) {
    long left = limit - window.used(nowMillis) - held;
    if (left < minimum) {
      return -1;
    }
    long amount = Math.min(wanted, left);
    held += amount;
    return amount;
  }

  synchronized void settle(long nowMillis, long amount, long actual) {
    held -= amount;
    window.add(nowMillis, actual);
  }

  synchronized RateLevels.Level level(long nowMillis, long limit) {
    long used = window.used(nowMillis);
    long reset = used == 0 ? 0 : window.millisUntilFreed(nowMillis, used);
    return new RateLevels.Level(limit, Math.max(0, limit - used - held), reset);
  }

  /** When {@code minimum} could fit; open holds end at a time nobody knows. */
  synchronized long retryAfterMillis(long nowMillis, long limit, long minimum) {
    long missing = minimum - (limit - window.used(nowMillis) - held);
    long wait = window.millisUntilFreed(nowMillis, Math.max(1, missing - held));
    return held > 0 ? Math.max(RETRY_WHEN_HELD_MILLIS, missing <= held ? 0 : wait) : wait;
  }

  synchronized boolean isIdle(long nowMillis) {
    return held == 0 && window.used(nowMillis) == 0;
  }
}
