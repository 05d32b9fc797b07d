package dev.sluice.admin.quota;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Takes back what a gateway holds that was not heard of for a lease's lifetime and the grace behind
 * it. Until then nobody else can have it, so a gateway that is late cannot make the sum exceed the
 * limit; after it the budget is free again.
 *
 * <p>The time is what this process has seen pass between its looks at the table, and no look counts
 * for more than two intervals. So a step of the clock expires nothing, and neither does the time in
 * which the database was away and gateways could not renew. A restarted control plane starts to
 * count anew. One sweep at a time.
 */
@Component
class LeaseExpiry {
  private static final Duration LEASES_KEPT = Duration.ofDays(7);
  private static final Duration SHORT_WINDOW = Duration.ofHours(1);
  private static final Duration SHORT_WINDOWS_KEPT = Duration.ofDays(7);
  private static final Duration BUDGETS_KEPT = Duration.ofDays(400);

  /** How long a lease was seen without being renewed. */
  private record Silence(long renewals, long millis) {}

  private final BudgetTable budgets;
  private final LeaseTable leases;
  private final QuotaSettings settings;
  private final TransactionalOperator transaction;
  private final Clock clock;
  private Map<String, Silence> silences = new HashMap<>();
  private long lastMillis;

  LeaseExpiry(
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
    this.lastMillis = clock.millis();
  }

  /** Looks at all leases once. */
  Mono<Void> sweep() {
    return leases
        .out()
        .collectList()
        .map(this::overdue)
        .flatMapMany(Flux::fromIterable)
        .concatMap(this::expire)
        .then(Mono.defer(this::forget));
  }

  private List<Lease> overdue(List<Lease> out) {
    long now = clock.millis();
    long passed = Math.clamp(now - lastMillis, 0, 2 * settings.sweepInterval().toMillis());
    lastMillis = now;
    long limit = settings.leaseLifetime().plus(settings.leaseGrace()).toMillis();
    Map<String, Silence> seen = new HashMap<>();
    for (Lease lease : out) {
      Silence before = silences.get(lease.id());
      boolean isSilent = before != null && before.renewals() == lease.renewals();
      long millis = isSilent ? before.millis() + passed : 0;
      seen.put(lease.id(), new Silence(lease.renewals(), millis));
    }
    silences = seen;
    return out.stream().filter(lease -> seen.get(lease.id()).millis() >= limit).toList();
  }

  private Mono<Void> expire(Lease overdue) {
    return budgets
        .lock(overdue.policyId(), overdue.windowStart())
        .flatMap(
            budget ->
                leases
                    .find(List.of(overdue.id()))
                    .singleOrEmpty()
                    .filter(lease -> lease.renewals() == overdue.renewals())
                    .flatMap(
                        lease ->
                            leases
                                .add(lease.id(), 0, 0, lease.outstanding())
                                .then(budgets.add(budget, 0, 0, lease.outstanding(), 0))))
        .as(transaction::transactional);
  }

  private Mono<Void> forget() {
    long now = clock.millis();
    return leases
        .forget(now - LEASES_KEPT.toMillis())
        .then(
            budgets.forget(
                SHORT_WINDOW.toMillis(),
                now - SHORT_WINDOWS_KEPT.toMillis(),
                now - BUDGETS_KEPT.toMillis()));
  }
}
