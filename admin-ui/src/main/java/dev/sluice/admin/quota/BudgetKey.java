package dev.sluice.admin.quota;

import java.util.Comparator;

/** Names a budget. Who locks several does it in this order, so that nobody waits in a circle. */
record BudgetKey(String policyId, long windowStart, long windowEnd)
    implements Comparable<BudgetKey> {
  private static final Comparator<BudgetKey> ORDER =
      Comparator.comparing(BudgetKey::policyId).thenComparing(BudgetKey::windowStart);

  /** The budget of the window that a moment lies in. */
  static BudgetKey of(Quota quota, long atMillis) {
    return new BudgetKey(
        quota.id(), quota.window().startMillis(atMillis), quota.window().endMillis(atMillis));
  }

  @Override
  public int compareTo(BudgetKey other) {
    return ORDER.compare(this, other);
  }
}
