package dev.sluice.admin.quota;

/**
 * A row of {@code quota_budgets}: one policy's amount in one window and what became of it.
 *
 * @param granted to leases
 * @param settled of it, used by requests
 * @param released of it, given back by gateways
 * @param expired of it, taken back from gateways that were lost
 * @param unleased used by requests without a lease
 * @param starvedAtMillis when a gateway last got less than was wanted
 * @param starvedBy the gateway
 */
record Budget(
    String policyId,
    long windowStart,
    long windowEnd,
    long granted,
    long settled,
    long released,
    long expired,
    long unleased,
    long starvedAtMillis,
    String starvedBy) {

  static Budget unused(String policyId, long windowStart, long windowEnd) {
    return new Budget(policyId, windowStart, windowEnd, 0, 0, 0, 0, 0, 0, "");
  }

  /** What is in gateways' hands. */
  long leased() {
    return granted - settled - released - expired;
  }

  long used() {
    return settled + unleased;
  }

  long remaining(long limit) {
    return limit - used() - leased();
  }

  /** Until the window ends, null when it never does. */
  Long windowMillis(long nowMillis) {
    return windowEnd == Long.MAX_VALUE ? null : (Long) Math.max(0, windowEnd - nowMillis);
  }
}
