package dev.sluice.admin.quota;

import dev.sluice.admin.usage.NewUsage;
import dev.sluice.contract.QuotaCharge;
import dev.sluice.contract.UsageEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Charges budgets for usage events that are new, in the transaction that stores them: an event that
 * comes again is charged once, and the ledger says what the events say. Usage of a lease whose rest
 * was already taken back is charged too, and its expired part shrinks by as much.
 */
@Component
class UsageCharges implements NewUsage {
  /** What is to be charged to one budget. */
  private static final class Bill {
    final Map<String, Long> byLease = new TreeMap<>();
    long unleased;
  }

  private final QuotaRepository quotas;
  private final BudgetTable budgets;
  private final LeaseTable leases;

  UsageCharges(QuotaRepository quotas, BudgetTable budgets, LeaseTable leases) {
    this.quotas = quotas;
    this.budgets = budgets;
    this.leases = leases;
  }

  @Override
  public Mono<Void> counted(List<UsageEvent> events) {
    Set<String> policyIds = new HashSet<>();
    Set<String> leaseIds = new HashSet<>();
    for (UsageEvent event : events) {
      for (QuotaCharge charge : event.charges()) {
        policyIds.add(charge.policyId());
        if (charge.leaseId() != null) {
          leaseIds.add(charge.leaseId());
        }
      }
    }
    if (policyIds.isEmpty()) {
      return Mono.empty();
    }
    return Mono.zip(
            quotas.findAllById(policyIds).collectMap(Quota::id),
            leases.find(leaseIds).collectMap(Lease::id))
        .map(known -> bills(events, known.getT1(), known.getT2()))
        .flatMapMany(bills -> Flux.fromIterable(bills.entrySet()))
        .concatMap(entry -> pay(entry.getKey(), entry.getValue()))
        .then();
  }

  /** In the order of their keys, in which everybody locks budgets. A deleted policy has no bill. */
  private static Map<BudgetKey, Bill> bills(
      List<UsageEvent> events, Map<String, Quota> quotas, Map<String, Lease> leases) {
    Map<BudgetKey, Bill> bills = new TreeMap<>();
    for (UsageEvent event : events) {
      for (QuotaCharge charge : event.charges()) {
        Quota quota = quotas.get(charge.policyId());
        if (quota != null && charge.amount() > 0) {
          add(bills, event, charge, quota, leases.get(charge.leaseId()));
        }
      }
    }
    return bills;
  }

  private static void add(
      Map<BudgetKey, Bill> bills, UsageEvent event, QuotaCharge charge, Quota quota, Lease lease) {
    if (lease != null && lease.policyId().equals(quota.id())) {
      BudgetKey key = BudgetKey.of(quota, lease.windowStart());
      bills
          .computeIfAbsent(key, _ -> new Bill())
          .byLease
          .merge(lease.id(), charge.amount(), Long::sum);
    } else {
      BudgetKey key = BudgetKey.of(quota, event.occurredAtEpochMillis());
      bills.computeIfAbsent(key, _ -> new Bill()).unleased += charge.amount();
    }
  }

  private Mono<Void> pay(BudgetKey key, Bill bill) {
    return budgets
        .lock(key.policyId(), key.windowStart(), key.windowEnd())
        .flatMap(
            budget ->
                leases
                    .find(bill.byLease.keySet())
                    .collectMap(Lease::id, lease -> lease, HashMap::new)
                    .flatMap(known -> pay(budget, bill, known)));
  }

  private Mono<Void> pay(Budget budget, Bill bill, Map<String, Lease> known) {
    long settled = 0;
    long late = 0;
    long unleased = bill.unleased;
    Mono<Void> writes = Mono.empty();
    for (Map.Entry<String, Long> entry : bill.byLease.entrySet()) {
      long amount = entry.getValue();
      Lease lease = known.get(entry.getKey());
      long fromRest = lease == null ? 0 : Math.min(amount, lease.outstanding());
      long fromExpired = lease == null ? 0 : Math.min(amount - fromRest, lease.expired());
      settled += fromRest + fromExpired;
      late += fromExpired;
      unleased += amount - fromRest - fromExpired;
      if (lease != null) {
        writes = writes.then(leases.add(lease.id(), fromRest + fromExpired, 0, -fromExpired));
      }
    }
    return writes.then(budgets.add(budget, settled, 0, -late, unleased));
  }
}
