package dev.sluice.admin.quota;

import java.time.Instant;
import java.util.List;

/**
 * A budget's ledger: granted = settled + released + expired + outstanding.
 *
 * @param unleased used beside it, without a lease
 * @param leases the newest ones
 */
record LedgerView(
    long granted,
    long settled,
    long released,
    long expired,
    long outstanding,
    long unleased,
    List<Entry> leases) {

  /** One lease. */
  record Entry(
      String id,
      String gatewayId,
      long granted,
      long settled,
      long released,
      long expired,
      long outstanding,
      Instant createdAt,
      Instant expiresAt) {
    static Entry of(Lease lease) {
      return new Entry(
          lease.id(),
          lease.gatewayId(),
          lease.granted(),
          lease.settled(),
          lease.released(),
          lease.expired(),
          lease.outstanding(),
          Instant.ofEpochMilli(lease.createdAtMillis()),
          Instant.ofEpochMilli(lease.expiresAtMillis()));
    }
  }

  static LedgerView of(Budget budget, List<Lease> leases) {
    return new LedgerView(
        budget.granted(),
        budget.settled(),
        budget.released(),
        budget.expired(),
        budget.leased(),
        budget.unleased(),
        leases.stream().map(Entry::of).toList());
  }
}
