package dev.sluice.admin.quota;

import dev.sluice.contract.QuotaMetric;
import java.time.Instant;

/**
 * A quota as clients and the audit see it, with what became of its current budget.
 *
 * @param window null for streams that run at the same time
 * @param used charged by requests that have ended
 * @param leased in the hands of gateways: reserved by running requests, or about to be
 * @param windowEnd null when the budget never renews
 */
record QuotaView(
    String id,
    String scope,
    String scopeId,
    String modelPattern,
    String metric,
    String window,
    long limit,
    String mode,
    String onStoreDown,
    long used,
    long leased,
    Instant windowStart,
    Instant windowEnd,
    Instant createdAt,
    long version) {

  static QuotaView of(Quota quota, Budget budget) {
    boolean isEndless = budget.windowEnd() == Long.MAX_VALUE;
    return new QuotaView(
        quota.id(),
        QuotaChecks.wire(quota.scope()),
        quota.scopeId(),
        quota.modelPattern(),
        QuotaChecks.wire(quota.metric()),
        quota.metric() == QuotaMetric.CONCURRENT_STREAMS ? null : QuotaChecks.wire(quota.window()),
        quota.limit(),
        QuotaChecks.wire(quota.mode()),
        QuotaChecks.wire(quota.onStoreDown()),
        budget.used(),
        budget.leased(),
        isEndless ? null : Instant.ofEpochMilli(budget.windowStart()),
        isEndless ? null : Instant.ofEpochMilli(budget.windowEnd()),
        Instant.ofEpochMilli(quota.createdAt()),
        quota.version());
  }
}
