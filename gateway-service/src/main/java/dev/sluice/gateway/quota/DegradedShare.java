package dev.sluice.gateway.quota;

import dev.sluice.contract.QuotaPolicy;
import java.util.HashMap;
import java.util.Map;

/**
 * What this gateway may use of a quota's limit while the control plane is away: a percentage in
 * each of the quota's windows, by this gateway's clock. Safe for use by several threads.
 */
final class DegradedShare {
  private static final class Used {
    long windowStart;
    long amount;
  }

  private final int percent;
  private final Map<String, Used> byPolicy = new HashMap<>();

  DegradedShare(int percent) {
    this.percent = percent;
  }

  /** As much of what is wanted as the share has, or -1 when that is less than the minimum. */
  synchronized long take(QuotaPolicy policy, long minimum, long wanted, long nowMillis) {
    Used used = byPolicy.computeIfAbsent(policy.id(), _ -> new Used());
    long start = policy.window().startMillis(nowMillis);
    if (used.windowStart != start) {
      used.windowStart = start;
      used.amount = 0;
    }
    long share = Math.ceilDiv(policy.limit() * percent, 100L);
    long amount = Math.min(wanted, share - used.amount);
    if (amount < minimum) {
      return -1;
    }
    used.amount += amount;
    return amount;
  }

  /** A request has ended: what it took and did not use comes back. */
  synchronized void end(QuotaPolicy policy, long unused) {
    Used used = byPolicy.get(policy.id());
    if (used != null) {
      used.amount = Math.max(0, used.amount - unused);
    }
  }

  /** The control plane is back: what was used is in its ledger soon. */
  synchronized void forget() {
    byPolicy.clear();
  }
}
