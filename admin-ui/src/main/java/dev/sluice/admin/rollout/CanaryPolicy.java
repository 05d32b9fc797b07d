package dev.sluice.admin.rollout;

import dev.sluice.admin.api.ApiFailure;
import java.time.Duration;
import java.util.Objects;

/**
 * When a canary of one public name goes back by itself.
 *
 * @param enabled false leaves canaries to people
 * @param maxErrorPermille failed requests of a thousand that are still fine
 * @param maxFirstTokenPercent the largest 95th percentile of the time to first token, in percent of
 *     that of the other versions; null is no such limit
 * @param maxFirstTokenMillis the same as an absolute limit; null is no such limit
 * @param minRequests with fewer requests in the window nothing is concluded from them
 * @param windowSeconds how far back requests count, at most to when it became a canary
 * @param goldenSeconds how often its golden output is compared, 0 is never
 * @param version of the row, 0 while a name has the defaults
 */
record CanaryPolicy(
    boolean enabled,
    int maxErrorPermille,
    Integer maxFirstTokenPercent,
    Integer maxFirstTokenMillis,
    int minRequests,
    int windowSeconds,
    int goldenSeconds,
    long version) {
  static final CanaryPolicy DEFAULT = new CanaryPolicy(true, 50, 200, null, 20, 900, 300, 0);

  private static final int LONGEST_SECONDS = 7 * 24 * 3600;

  /** What a person writes; what is left out of the required figures is as in the defaults. */
  record Edit(
      Boolean enabled,
      Integer maxErrorPermille,
      Integer maxFirstTokenPercent,
      Integer maxFirstTokenMillis,
      Integer minRequests,
      Integer windowSeconds,
      Integer goldenSeconds) {
    CanaryPolicy checked() {
      return new CanaryPolicy(
              Objects.requireNonNullElse(enabled, DEFAULT.enabled),
              Objects.requireNonNullElse(maxErrorPermille, DEFAULT.maxErrorPermille),
              maxFirstTokenPercent,
              maxFirstTokenMillis,
              Objects.requireNonNullElse(minRequests, DEFAULT.minRequests),
              Objects.requireNonNullElse(windowSeconds, DEFAULT.windowSeconds),
              Objects.requireNonNullElse(goldenSeconds, DEFAULT.goldenSeconds),
              0)
          .checked();
    }
  }

  Duration window() {
    return Duration.ofSeconds(windowSeconds);
  }

  /** Null when the golden output is not compared. */
  Duration goldenEvery() {
    return !enabled || goldenSeconds == 0 ? null : Duration.ofSeconds(goldenSeconds);
  }

  CanaryPolicy withVersion(long newVersion) {
    return new CanaryPolicy(
        enabled,
        maxErrorPermille,
        maxFirstTokenPercent,
        maxFirstTokenMillis,
        minRequests,
        windowSeconds,
        goldenSeconds,
        newVersion);
  }

  /** Refused when a figure is out of bounds. */
  private CanaryPolicy checked() {
    requireBetween("maxErrorPermille", maxErrorPermille, 0, 1000);
    if (maxFirstTokenPercent != null) {
      requireBetween("maxFirstTokenPercent", maxFirstTokenPercent, 100, 100_000);
    }
    if (maxFirstTokenMillis != null) {
      requireBetween("maxFirstTokenMillis", maxFirstTokenMillis, 1, 3_600_000);
    }
    requireBetween("minRequests", minRequests, 1, 1_000_000);
    requireBetween("windowSeconds", windowSeconds, 10, LONGEST_SECONDS);
    requireBetween("goldenSeconds", goldenSeconds, 0, LONGEST_SECONDS);
    return this;
  }

  private static void requireBetween(String param, int value, int least, int most) {
    if (value < least || value > most) {
      throw ApiFailure.invalid(
          param, "'%s' is %d and must be from %d to %d".formatted(param, value, least, most));
    }
  }
}
