package dev.sluice.admin.identity;

import dev.sluice.admin.api.ApiFailure;
import dev.sluice.admin.api.EntityTag;
import dev.sluice.admin.audit.AuditTrail;
import dev.sluice.admin.snapshot.RevisionCounter;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * The life of a key: created, edited, rotated, revoked, never deleted. Each change is one
 * transaction with its audit row, and ends with a new revision for the gateways.
 */
@Component
class Keys {
  private static final long MAX_OVERLAP_SECONDS = 30L * 24 * 3600;

  /** A key and the secret that is shown this once. */
  record Created(ApiKey key, String secret) {}

  private final KeyRepository rows;
  private final Projects projects;
  private final KeySecrets secrets;
  private final ObjectProvider<KeyLimits> limits;
  private final AuditTrail audit;
  private final RevisionCounter revisions;
  private final TransactionalOperator transaction;
  private final Clock clock;

  Keys(
      KeyRepository rows,
      Projects projects,
      KeySecrets secrets,
      ObjectProvider<KeyLimits> limits,
      AuditTrail audit,
      RevisionCounter revisions,
      TransactionalOperator transaction,
      Clock clock) {
    this.rows = rows;
    this.projects = projects;
    this.secrets = secrets;
    this.limits = limits;
    this.audit = audit;
    this.revisions = revisions;
    this.transaction = transaction;
    this.clock = clock;
  }

  Mono<Created> create(
      String actor, String projectId, ApiKey.Edit edit, List<KeyLimits.Limit> wanted) {
    if (projectId == null) {
      return Mono.error(ApiFailure.missing("projectId"));
    }
    if (edit.expiresAt() != null && !edit.expiresAt().isAfter(clock.instant())) {
      return Mono.error(
          ApiFailure.invalid("expiresAt", "%s is not in the future".formatted(edit.expiresAt())));
    }
    return projects
        .find(projectId)
        .flatMap(project -> insert(actor, "key.create", project.id(), edit, secrets.fresh()))
        .flatMap(
            created ->
                wanted == null || wanted.isEmpty()
                    ? Mono.just(created)
                    : limits
                        .getObject()
                        .create(actor, created.key().id(), wanted)
                        .thenReturn(created))
        .as(transaction::transactional);
  }

  Mono<ApiKey> update(String actor, String id, ApiKey.Edit edit, String ifMatch) {
    return find(id)
        .doOnNext(key -> EntityTag.check(ifMatch, key.version()))
        .flatMap(key -> store(actor, "key.update", key, key.edited(edit)))
        .as(transaction::transactional);
  }

  Mono<ApiKey> revoke(String actor, String id) {
    return find(id)
        .flatMap(
            key ->
                key.revokedAt() != null
                    ? Mono.just(key)
                    : store(actor, "key.revoke", key, key.ending(key.expiresAt(), clock.millis())))
        .as(transaction::transactional);
  }

  /** A key with a new secret and the same limits; the old one ends after the overlap. */
  Mono<Created> rotate(String actor, String id, Long overlapSeconds) {
    long overlap = Checks.overlapSeconds(overlapSeconds, MAX_OVERLAP_SECONDS);
    return find(id)
        .flatMap(
            old -> {
              long now = clock.millis();
              if (!old.isUsable(now)) {
                return Mono.error(
                    ApiFailure.conflict(
                        null, "a key that is revoked or expired cannot be rotated"));
              }
              long end = now + overlap * 1000;
              Long earlier = old.expiresAt() == null ? end : Math.min(end, old.expiresAt());
              return store(actor, "key.rotate", old, old.ending(earlier, null))
                  .then(copy(actor, old));
            })
        .as(transaction::transactional);
  }

  private Mono<Created> copy(String actor, ApiKey old) {
    String secret = secrets.fresh();
    return insert(
        actor, "key.create", row(freshId(), old.projectId(), secret).withTermsOf(old), secret);
  }

  Mono<Created> insert(
      String actor, String action, String projectId, ApiKey.Edit edit, String secret) {
    return insert(actor, action, row(freshId(), projectId, secret).edited(edit), secret);
  }

  /** A key of a system project, which is in no list: its name is its id. */
  Mono<Created> insertSystem(String projectId, ApiKey.Edit edit, String scopes, String secret) {
    ApiKey row = row(edit.name(), projectId, secret).edited(edit).withScopes(scopes);
    return insert(AuditTrail.SYSTEM, "key.create", row, secret);
  }

  private Mono<Created> insert(String actor, String action, ApiKey row, String secret) {
    return rows.save(row)
        .flatMap(
            key ->
                audit
                    .record(actor, action, "key", key.id(), null, view(key))
                    .then(revisions.bump())
                    .thenReturn(new Created(key, secret)));
  }

  private static String freshId() {
    return UUID.randomUUID().toString();
  }

  private ApiKey row(String id, String projectId, String secret) {
    return new ApiKey(
        id,
        projectId,
        "",
        KeySecrets.prefix(secret),
        secrets.hash(secret),
        secrets.pepperId(),
        clock.millis(),
        null,
        null,
        "",
        null,
        null,
        id,
        "",
        "",
        null);
  }

  private Mono<ApiKey> store(String actor, String action, ApiKey before, ApiKey after) {
    return rows.save(after)
        .flatMap(
            saved ->
                audit
                    .record(actor, action, "key", saved.id(), view(before), view(saved))
                    .then(revisions.bump())
                    .thenReturn(saved));
  }

  private Mono<ApiKey> find(String id) {
    return rows.findListed(id).switchIfEmpty(Mono.error(() -> ApiFailure.notFound("key", id)));
  }

  private static KeyView view(ApiKey key) {
    return KeyView.of(key, KeyConsumption.Used.NOTHING);
  }
}
