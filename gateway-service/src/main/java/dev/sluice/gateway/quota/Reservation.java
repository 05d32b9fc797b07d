package dev.sluice.gateway.quota;

/** The answer to asking for a share of a limit. */
public sealed interface Reservation {
  /** The share is set aside. */
  record Granted(Hold hold) implements Reservation {}

  /**
   * Not now.
   *
   * @param limit per minute
   * @param retryAfterMillis when it is worth asking again; null when the request can never fit
   */
  record Refused(long limit, Long retryAfterMillis) implements Reservation {}
}
