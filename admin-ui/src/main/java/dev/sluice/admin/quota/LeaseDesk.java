package dev.sluice.admin.quota;

import dev.sluice.contract.QuotaLeaseAnswer;
import dev.sluice.contract.QuotaLeaseAnswer.Grant;
import dev.sluice.contract.QuotaLeaseAnswer.Refusal;
import dev.sluice.contract.QuotaLeaseRequest;
import dev.sluice.contract.QuotaLeaseRequest.Ask;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Hands out slices of budgets. One grant is one transaction that has locked the budget's row, and
 * its update carries the condition that the amount still fits: gateways and replicas of the control
 * plane that ask at the same time come one after the other, and the sum never exceeds the limit.
 *
 * <p>What waiting requests need is granted while it lasts, so that a small limit can be used to its
 * end; what is asked for in advance is a share of the rest that leaves as much to every other
 * gateway. Who gets less than was wanted marks the budget as starved, and holders are asked to give
 * back what they do not need.
 */
@Component
class LeaseDesk {
  /** A gateway takes at most half of its even share in advance. */
  private static final int PREFETCH_SHARE = 2;

  private final QuotaRepository quotas;
  private final BudgetTable budgets;
  private final LeaseTable leases;
  private final LeaseRenewals renewals;
  private final QuotaSettings settings;
  private final TransactionalOperator transaction;
  private final Clock clock;

  LeaseDesk(
      QuotaRepository quotas,
      BudgetTable budgets,
      LeaseTable leases,
      LeaseRenewals renewals,
      QuotaSettings settings,
      TransactionalOperator transaction,
      Clock clock) {
    this.quotas = quotas;
    this.budgets = budgets;
    this.leases = leases;
    this.renewals = renewals;
    this.settings = settings;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * Renews what is held and grants what is asked for, in this order: what comes back makes room. An
   * ask for a policy that is gone is in neither list of the answer.
   */
  Mono<QuotaLeaseAnswer> answer(QuotaLeaseRequest request) {
    List<Grant> grants = new ArrayList<>();
    List<Refusal> refusals = new ArrayList<>();
    return renewals
        .renew(request.gatewayId(), request.held())
        .flatMap(
            held ->
                Flux.fromIterable(request.asks())
                    .concatMap(ask -> grant(request.gatewayId(), ask))
                    .doOnNext(
                        outcome -> {
                          switch (outcome) {
                            case Granted granted -> grants.add(granted.grant());
                            case Refused refused -> refusals.add(refused.refusal());
                          }
                        })
                    .then(
                        Mono.fromSupplier(
                            () ->
                                new QuotaLeaseAnswer(
                                    grants, refusals, held.lost(), held.recalled()))));
  }

  private sealed interface Outcome {}

  private record Granted(Grant grant) implements Outcome {}

  private record Refused(Refusal refusal) implements Outcome {}

  private Mono<Outcome> grant(String gatewayId, Ask ask) {
    return quotas
        .findById(ask.policyId())
        .flatMap(
            quota -> {
              long now = clock.millis();
              return budgets
                  .lock(quota.id(), quota.window().startMillis(now), quota.window().endMillis(now))
                  .flatMap(
                      budget ->
                          leases
                              .find(List.of(ask.leaseId()))
                              .singleOrEmpty()
                              .flatMap(known -> repeated(quota, budget, known))
                              .switchIfEmpty(
                                  Mono.defer(() -> fresh(quota, budget, gatewayId, ask, now))));
            })
        .as(transaction::transactional);
  }

  /** The answer to the first ask was lost. A lease of a past window comes with no time left. */
  private Mono<Outcome> repeated(Quota quota, Budget budget, Lease known) {
    long now = clock.millis();
    Long windowMillis =
        known.windowStart() == budget.windowStart() ? budget.windowMillis(now) : (Long) 0L;
    return leases
        .renew(known.id(), now + settings.leaseLifetime().toMillis())
        .thenReturn(
            new Granted(grant(known.id(), known.outstanding(), quota, budget, windowMillis)));
  }

  private Mono<Outcome> fresh(
      Quota quota, Budget budget, String gatewayId, Ask ask, long nowMillis) {
    long available = budget.remaining(quota.limit());
    if (available < Math.max(1, ask.minimum())) {
      return budgets
          .starved(budget, gatewayId, nowMillis)
          .thenReturn(new Refused(refusal(quota, budget, ask, nowMillis)));
    }
    long needed = Math.min(available, Math.max(ask.wanted(), ask.minimum()));
    return leases
        .otherHolders(budget, gatewayId)
        .map(others -> (available - needed) / (PREFETCH_SHARE * (others + 1)))
        .map(share -> needed + Math.clamp(share, 0, Math.max(0, ask.prefetch())))
        .flatMap(amount -> insert(quota, budget, gatewayId, ask, amount, nowMillis));
  }

  private Mono<Outcome> insert(
      Quota quota, Budget budget, String gatewayId, Ask ask, long amount, long nowMillis) {
    long expiresAt = nowMillis + settings.leaseLifetime().toMillis();
    Lease lease =
        new Lease(
            ask.leaseId(),
            quota.id(),
            budget.windowStart(),
            gatewayId,
            amount,
            0,
            0,
            0,
            0,
            nowMillis,
            expiresAt);
    Outcome granted =
        new Granted(grant(lease.id(), amount, quota, budget, budget.windowMillis(nowMillis)));
    return budgets
        .grant(budget, amount, quota.limit())
        .filter(fits -> fits)
        .switchIfEmpty(
            Mono.error(
                () ->
                    new IllegalStateException(
                        "a grant of %d of quota %s does not fit its locked budget"
                            .formatted(amount, quota.id()))))
        .then(leases.insert(lease))
        .then(amount < ask.wanted() ? budgets.starved(budget, gatewayId, nowMillis) : Mono.empty())
        .thenReturn(granted);
  }

  private Grant grant(String leaseId, long amount, Quota quota, Budget before, Long windowMillis) {
    long remaining = Math.max(0, before.remaining(quota.limit()) - amount);
    return new Grant(
        leaseId,
        quota.id(),
        amount,
        quota.limit(),
        remaining,
        settings.leaseLifetime().toMillis(),
        windowMillis);
  }

  private static Refusal refusal(Quota quota, Budget budget, Ask ask, long nowMillis) {
    return new Refusal(
        ask.leaseId(),
        quota.id(),
        quota.limit(),
        Math.max(0, budget.remaining(quota.limit())),
        budget.used() + Math.max(1, ask.minimum()) > quota.limit(),
        budget.windowMillis(nowMillis));
  }
}
