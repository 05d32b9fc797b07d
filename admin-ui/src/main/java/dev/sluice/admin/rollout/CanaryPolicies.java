package dev.sluice.admin.rollout;

import dev.sluice.admin.api.ApiFailure;
import dev.sluice.admin.api.EntityTag;
import dev.sluice.admin.audit.AuditTrail;
import dev.sluice.admin.registry.VersionDesk;
import io.r2dbc.spi.Readable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.Parameter;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** The policies of public names; a name without a row has the defaults. */
@Component
class CanaryPolicies {
  private final DatabaseClient database;
  private final VersionDesk registry;
  private final AuditTrail audit;
  private final TransactionalOperator transaction;

  CanaryPolicies(
      DatabaseClient database,
      VersionDesk registry,
      AuditTrail audit,
      TransactionalOperator transaction) {
    this.database = database;
    this.registry = registry;
    this.audit = audit;
    this.transaction = transaction;
  }

  /** Never empty; that there is such a name is not looked at. */
  Mono<CanaryPolicy> of(String modelId) {
    return database
        .sql("SELECT * FROM canary_policies WHERE model_id = :id")
        .bind("id", modelId)
        .map(CanaryPolicies::row)
        .one()
        .defaultIfEmpty(CanaryPolicy.DEFAULT);
  }

  /** The policy of a public name that there is. */
  Mono<CanaryPolicy> find(String modelId) {
    return registry.requirePublicModel(modelId).then(of(modelId));
  }

  Mono<CanaryPolicy> put(String modelId, String ifMatch, CanaryPolicy.Edit wish, String actor) {
    CanaryPolicy checked = wish.checked();
    return find(modelId)
        .doOnNext(before -> EntityTag.check(ifMatch, before.version()))
        .flatMap(
            before -> {
              CanaryPolicy after = checked.withVersion(before.version() + 1);
              return write(modelId, after)
                  .then(audit.record(actor, "model.canary_policy", "model", modelId, before, after))
                  .thenReturn(after);
            })
        .as(transaction::transactional);
  }

  /** Two first writers at once: the primary key stops one of them. */
  private Mono<Void> write(String modelId, CanaryPolicy policy) {
    return database
        .sql("DELETE FROM canary_policies WHERE model_id = :id AND version = :before")
        .bind("id", modelId)
        .bind("before", policy.version() - 1)
        .then()
        .then(insert(modelId, policy))
        .onErrorMap(DataIntegrityViolationException.class, _ -> ApiFailure.changed());
  }

  private Mono<Void> insert(String modelId, CanaryPolicy policy) {
    return database
        .sql(
            """
            INSERT INTO canary_policies (model_id, enabled, error_permille, first_token_percent,
              first_token_millis, min_requests, window_seconds, golden_seconds, version)
            VALUES (:id, :enabled, :errors, :percent, :millis, :requests, :window, :golden, :version)
            """)
        .bind("id", modelId)
        .bind("enabled", policy.enabled())
        .bind("errors", policy.maxErrorPermille())
        .bind("percent", Parameter.fromOrEmpty(policy.maxFirstTokenPercent(), Integer.class))
        .bind("millis", Parameter.fromOrEmpty(policy.maxFirstTokenMillis(), Integer.class))
        .bind("requests", policy.minRequests())
        .bind("window", policy.windowSeconds())
        .bind("golden", policy.goldenSeconds())
        .bind("version", policy.version())
        .then();
  }

  private static CanaryPolicy row(Readable row) {
    return new CanaryPolicy(
        row.get("enabled", Boolean.class),
        row.get("error_permille", Integer.class),
        row.get("first_token_percent", Integer.class),
        row.get("first_token_millis", Integer.class),
        row.get("min_requests", Integer.class),
        row.get("window_seconds", Integer.class),
        row.get("golden_seconds", Integer.class),
        row.get("version", Long.class));
  }
}
