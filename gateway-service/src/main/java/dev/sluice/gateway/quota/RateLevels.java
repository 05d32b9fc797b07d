package dev.sluice.gateway.quota;

/**
 * How a key stands, for the x-ratelimit headers. A null level means unlimited.
 *
 * @param requests of requests per minute
 * @param tokens of tokens per minute
 */
public record RateLevels(Level requests, Level tokens) {
  /** The limit, what is left of it, and when all of it is back. */
  public record Level(long limit, long remaining, long resetMillis) {}
}
