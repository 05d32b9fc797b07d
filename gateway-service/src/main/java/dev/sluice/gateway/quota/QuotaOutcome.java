package dev.sluice.gateway.quota;

import dev.sluice.contract.QuotaPolicy;

/** The answer to a request's need. */
public sealed interface QuotaOutcome {
  /** All quotas have room; the hold was given to its owner. */
  record Held(QuotaHold hold) implements QuotaOutcome {}

  /**
   * A quota has no room.
   *
   * @param needed what the request needs at least
   * @param remaining of the budget, as far as is known
   * @param isSpent whether it is used up, and not only held by running requests
   * @param windowMillis until it is new, null when it never is
   */
  record Refused(
      QuotaPolicy policy, long needed, long remaining, boolean isSpent, Long windowMillis)
      implements QuotaOutcome {}

  /** The control plane is away, nothing leased is left and the quota says no. */
  record Unavailable(QuotaPolicy policy) implements QuotaOutcome {}
}
