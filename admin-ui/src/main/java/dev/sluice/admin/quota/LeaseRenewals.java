package dev.sluice.admin.quota;

import dev.sluice.contract.QuotaLeaseRequest.Held;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Leases that a gateway says it holds: renewed, and what it gave back returned to the budget.
 * Gateways speak every second, so a lease that was renewed a moment ago is only looked at.
 */
@Component
class LeaseRenewals {
  /** A holder is asked to give back while somebody went short within this time. */
  private static final long STARVED_MILLIS = 5000;

  /**
   * What became of the held leases.
   *
   * @param lost their rest was taken back, or they are unknown
   * @param recalled somebody waits for their rest
   */
  record Outcome(List<String> lost, List<String> recalled) {}

  private record Key(String policyId, long windowStart) {}

  private final BudgetTable budgets;
  private final LeaseTable leases;
  private final QuotaSettings settings;
  private final TransactionalOperator transaction;
  private final Clock clock;

  LeaseRenewals(
      BudgetTable budgets,
      LeaseTable leases,
      QuotaSettings settings,
      TransactionalOperator transaction,
      Clock clock) {
    this.budgets = budgets;
    this.leases = leases;
    this.settings = settings;
    this.transaction = transaction;
    this.clock = clock;
  }

  Mono<Outcome> renew(String gatewayId, List<Held> held) {
    Map<String, Held> byId =
        held.stream()
            .collect(Collectors.toMap(Held::leaseId, Function.identity(), (left, _) -> left));
    Outcome outcome = new Outcome(new ArrayList<>(byId.keySet()), new ArrayList<>());
    return leases
        .find(byId.keySet())
        .filter(lease -> lease.gatewayId().equals(gatewayId))
        .collectList()
        .flatMapMany(known -> Flux.fromIterable(byBudget(known).entrySet()))
        .concatMap(entry -> ofBudget(gatewayId, entry.getKey(), entry.getValue(), byId, outcome))
        .then(Mono.just(outcome));
  }

  private static Map<Key, List<Lease>> byBudget(List<Lease> known) {
    return known.stream()
        .collect(
            Collectors.groupingBy(
                lease -> new Key(lease.policyId(), lease.windowStart()),
                LinkedHashMap::new,
                Collectors.toList()));
  }

  private Mono<Void> ofBudget(
      String gatewayId, Key key, List<Lease> known, Map<String, Held> byId, Outcome outcome) {
    known.stream().filter(LeaseRenewals::isAlive).forEach(l -> outcome.lost().remove(l.id()));
    return budgets
        .find(key.policyId(), key.windowStart())
        .filter(budget -> !budget.starvedBy().equals(gatewayId))
        .doOnNext(budget -> recall(budget, known, outcome))
        .thenMany(Flux.fromIterable(known))
        .filter(lease -> needsWriting(lease, byId.get(lease.id())))
        .map(Lease::id)
        .collectList()
        .filter(ids -> !ids.isEmpty())
        .flatMap(ids -> write(key, ids, byId));
  }

  private void recall(Budget budget, List<Lease> known, Outcome outcome) {
    if (clock.millis() - budget.starvedAtMillis() < STARVED_MILLIS) {
      known.stream()
          .filter(lease -> lease.outstanding() > 0)
          .forEach(lease -> outcome.recalled().add(lease.id()));
    }
  }

  private Mono<Void> write(Key key, List<String> ids, Map<String, Held> byId) {
    long expiresAt = clock.millis() + settings.leaseLifetime().toMillis();
    return budgets
        .lock(key.policyId(), key.windowStart())
        .flatMap(
            budget ->
                leases
                    .find(ids)
                    .concatMap(
                        lease -> {
                          long back = givenBack(lease, byId.get(lease.id()));
                          return leases
                              .add(lease.id(), 0, back, 0)
                              .then(leases.renew(lease.id(), expiresAt))
                              .thenReturn(back);
                        })
                    .reduce(0L, Long::sum)
                    .filter(back -> back > 0)
                    .flatMap(back -> budgets.add(budget, 0, back, 0, 0)))
        .as(transaction::transactional);
  }

  private boolean needsWriting(Lease lease, Held held) {
    long left = lease.expiresAtMillis() - clock.millis();
    long lifetime = settings.leaseLifetime().toMillis();
    boolean isFresh = left > lifetime - lifetime / 3 && left <= lifetime;
    return lease.outstanding() > 0 && (!isFresh || givenBack(lease, held) > 0);
  }

  private static long givenBack(Lease lease, Held held) {
    return Math.clamp(held.released() - lease.released(), 0, lease.outstanding());
  }

  /** A lease whose rest was taken back is over, even when late usage ate the rest up. */
  private static boolean isAlive(Lease lease) {
    return lease.expired() == 0;
  }
}
