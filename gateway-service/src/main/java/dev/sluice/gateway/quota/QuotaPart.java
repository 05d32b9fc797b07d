package dev.sluice.gateway.quota;

import dev.sluice.contract.QuotaCharge;
import dev.sluice.contract.QuotaMetric;
import java.util.ArrayList;
import java.util.List;

/**
 * What a request holds of one quota.
 *
 * @param leaseIds where each amount comes from; null for what was not leased
 */
record QuotaPart(String policyId, QuotaMetric metric, List<String> leaseIds, List<Long> amounts) {
  QuotaPart {
    leaseIds = leaseIds == null ? List.of() : leaseIds;
    amounts = amounts == null ? List.of() : amounts;
  }

  long total() {
    return amounts.stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Splits what was used over the leases, in their order.
   *
   * @return what each lease is charged; what exceeds all of them is charged without a lease
   */
  List<QuotaCharge> charges(long used) {
    List<QuotaCharge> charges = new ArrayList<>();
    long left = used;
    for (int i = 0; i < amounts.size() && left > 0; i++) {
      long share = Math.min(left, amounts.get(i));
      left -= share;
      if (share > 0) {
        charges.add(new QuotaCharge(policyId, leaseIds.get(i), share));
      }
    }
    if (left > 0) {
      charges.add(new QuotaCharge(policyId, null, left));
    }
    return charges;
  }
}
