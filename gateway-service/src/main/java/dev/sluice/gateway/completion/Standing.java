package dev.sluice.gateway.completion;

import dev.sluice.gateway.quota.RateLevels;

/**
 * How the caller's key stands against its limits. Null means unlimited.
 *
 * @param requests per minute
 * @param tokens per minute
 */
public record Standing(Limit requests, Limit tokens) {
  /** A limit, what is left of it, and when all of it is back. */
  public record Limit(long limit, long remaining, long resetMillis) {
    static Limit of(RateLevels.Level level) {
      return level == null
          ? null
          : new Limit(level.limit(), level.remaining(), level.resetMillis());
    }
  }

  static Standing of(RateLevels levels) {
    return new Standing(Limit.of(levels.requests()), Limit.of(levels.tokens()));
  }
}
