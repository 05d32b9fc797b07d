package dev.sluice.admin.quota;

import dev.sluice.admin.api.ApiFailure;
import dev.sluice.admin.api.EntityTag;
import dev.sluice.admin.audit.AuditTrail;
import dev.sluice.admin.identity.Subjects;
import dev.sluice.admin.snapshot.RevisionCounter;
import dev.sluice.contract.QuotaMetric;
import dev.sluice.contract.QuotaPolicy.Scope;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * The life of a quota: created, edited, deleted. What it counts and for whom cannot be changed: its
 * ledger would be about something else. Each change is one transaction with its audit row, and ends
 * with a new revision for the gateways.
 */
@Component
class Quotas {
  private static final String SUBJECT = "quota";
  private static final int SHOWN_LEASES = 50;

  /** The fields of a new quota. */
  record Create(
      String scope,
      String scopeId,
      String modelPattern,
      String metric,
      String window,
      Long limit,
      String mode,
      String onStoreDown) {}

  private final QuotaRepository rows;
  private final BudgetTable budgets;
  private final LeaseTable leases;
  private final Subjects subjects;
  private final AuditTrail audit;
  private final RevisionCounter revisions;
  private final TransactionalOperator transaction;
  private final Clock clock;

  Quotas(
      QuotaRepository rows,
      BudgetTable budgets,
      LeaseTable leases,
      Subjects subjects,
      AuditTrail audit,
      RevisionCounter revisions,
      TransactionalOperator transaction,
      Clock clock) {
    this.rows = rows;
    this.budgets = budgets;
    this.leases = leases;
    this.subjects = subjects;
    this.audit = audit;
    this.revisions = revisions;
    this.transaction = transaction;
    this.clock = clock;
  }

  Mono<Quota> create(String actor, Create create) {
    Scope scope = QuotaChecks.oneOf(Scope.class, "scope", create.scope(), null);
    QuotaMetric metric = QuotaChecks.oneOf(QuotaMetric.class, "metric", create.metric(), null);
    if (create.scopeId() == null || create.scopeId().isBlank()) {
      throw ApiFailure.missing("scopeId");
    }
    Quota.Edit edit =
        new Quota.Edit(create.modelPattern(), create.limit(), create.mode(), create.onStoreDown());
    Quota blank =
        new Quota(
            UUID.randomUUID().toString(),
            scope,
            create.scopeId(),
            "*",
            metric,
            QuotaChecks.window(metric, create.window()),
            0,
            null,
            null,
            clock.millis(),
            null);
    Quota quota = blank.edited(edit);
    return subjects
        .resolve(scope, create.scopeId())
        .flatMap(subject -> insert(actor, quota.of(subject)))
        .as(transaction::transactional);
  }

  private Mono<Quota> insert(String actor, Quota quota) {
    return rows.save(quota)
        .flatMap(
            saved ->
                audit
                    .record(actor, "quota.create", SUBJECT, saved.id(), null, unused(saved))
                    .then(revisions.bump())
                    .thenReturn(saved));
  }

  Mono<Quota> update(String actor, String id, Quota.Edit edit, String ifMatch) {
    return find(id)
        .doOnNext(quota -> EntityTag.check(ifMatch, quota.version()))
        .flatMap(
            before ->
                rows.save(before.edited(edit))
                    .flatMap(
                        after ->
                            audit
                                .record(
                                    actor,
                                    "quota.update",
                                    SUBJECT,
                                    id,
                                    unused(before),
                                    unused(after))
                                .then(revisions.bump())
                                .thenReturn(after)))
        .as(transaction::transactional);
  }

  /** Its ledger goes with it; usage events stay. */
  Mono<Void> delete(String actor, String id, String ifMatch) {
    return find(id)
        .doOnNext(quota -> EntityTag.check(ifMatch, quota.version()))
        .flatMap(
            quota ->
                rows.delete(quota)
                    .then(audit.record(actor, "quota.delete", SUBJECT, id, unused(quota), null))
                    .then(revisions.bump()))
        .as(transaction::transactional);
  }

  /** With what became of their current budgets. */
  Mono<List<QuotaView>> views(List<Quota> quotas) {
    long now = clock.millis();
    return budgets
        .endingAfter(quotas.stream().map(Quota::id).toList(), now)
        .collectMap(budget -> new Key(budget.policyId(), budget.windowStart()))
        .map(known -> quotas.stream().map(quota -> view(quota, known, now)).toList());
  }

  /** What became of the current budget, lease by lease. */
  Mono<LedgerView> ledger(String id) {
    return find(id)
        .flatMap(
            quota -> {
              Budget unused = unusedBudget(quota, clock.millis());
              return budgets
                  .find(id, unused.windowStart())
                  .defaultIfEmpty(unused)
                  .flatMap(
                      budget ->
                          leases
                              .ofBudget(id, budget.windowStart(), SHOWN_LEASES)
                              .collectList()
                              .map(newest -> LedgerView.of(budget, newest)));
            });
  }

  private record Key(String policyId, long windowStart) {}

  private static QuotaView view(Quota quota, Map<Key, Budget> known, long nowMillis) {
    Budget unused = unusedBudget(quota, nowMillis);
    return QuotaView.of(
        quota, known.getOrDefault(new Key(quota.id(), unused.windowStart()), unused));
  }

  private QuotaView unused(Quota quota) {
    return QuotaView.of(quota, unusedBudget(quota, clock.millis()));
  }

  private static Budget unusedBudget(Quota quota, long nowMillis) {
    return Budget.unused(
        quota.id(), quota.window().startMillis(nowMillis), quota.window().endMillis(nowMillis));
  }

  private Mono<Quota> find(String id) {
    return rows.findById(id).switchIfEmpty(Mono.error(() -> ApiFailure.notFound(SUBJECT, id)));
  }
}
