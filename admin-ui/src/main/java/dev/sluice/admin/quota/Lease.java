package dev.sluice.admin.quota;

/**
 * A row of {@code quota_leases}: a slice of a budget in the hands of one gateway.
 *
 * @param renewals grows whenever the gateway is heard of
 */
record Lease(
    String id,
    String policyId,
    long windowStart,
    String gatewayId,
    long granted,
    long settled,
    long released,
    long expired,
    long renewals,
    long createdAtMillis,
    long expiresAtMillis) {

  /** Neither used nor given back nor taken back. */
  long outstanding() {
    return granted - settled - released - expired;
  }
}
