package dev.sluice.admin.access;

import dev.sluice.admin.api.ApiFailure;
import dev.sluice.admin.audit.AuditTrail;
import dev.sluice.contract.KeyHash;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Tokens of this interface, for scripts: made, used, revoked, never changed or deleted. */
@Component
class AccessTokens {
  static final String START = "sla-";

  private static final int SHOWN_CHARACTERS = 10;
  private static final int NAME_CHARACTERS = 80;

  /** How exact the last use is; noting every single one would make each read a write. */
  private static final long USE_RESOLUTION_MILLIS = 60_000;

  /** What a client says of a new token. */
  record Create(String name, Role role, Instant expiresAt) {}

  /** A token and the secret that is shown this once. */
  record Created(AccessToken token, String secret) {
    @Override
    public String toString() {
      return "Created[" + token + "]";
    }
  }

  private final AccessTokenRepository rows;
  private final PepperSettings pepper;
  private final AuditTrail audit;
  private final TransactionalOperator transaction;
  private final Clock clock;

  AccessTokens(
      AccessTokenRepository rows,
      PepperSettings pepper,
      AuditTrail audit,
      TransactionalOperator transaction,
      Clock clock) {
    this.rows = rows;
    this.pepper = pepper;
    this.audit = audit;
    this.transaction = transaction;
    this.clock = clock;
  }

  Mono<Created> create(String actor, Create create) {
    String secret = START + RandomSecrets.fresh();
    return rows.save(row(actor, check(create), secret))
        .flatMap(
            token ->
                audit
                    .record(actor, "token.create", "token", token.id(), null, token.view())
                    .thenReturn(new Created(token, secret)))
        .as(transaction::transactional);
  }

  private Create check(Create create) {
    String name = create.name();
    if (name == null) {
      throw ApiFailure.missing("name");
    }
    if (name.isBlank() || name.length() > NAME_CHARACTERS) {
      throw ApiFailure.invalid(
          "name",
          "the name has %d characters and needs 1 to %d, not all blank"
              .formatted(name.length(), NAME_CHARACTERS));
    }
    if (create.role() == null) {
      throw ApiFailure.missing("role");
    }
    if (create.expiresAt() != null && !create.expiresAt().isAfter(clock.instant())) {
      throw ApiFailure.invalid("expiresAt", create.expiresAt() + " is not in the future");
    }
    return create;
  }

  private AccessToken row(String actor, Create create, String secret) {
    Instant end = create.expiresAt();
    return new AccessToken(
        UUID.randomUUID().toString(),
        create.name(),
        create.role().wire(),
        secret.substring(0, SHOWN_CHARACTERS),
        KeyHash.of(pepper.pepper(), secret),
        pepper.pepperId(),
        actor,
        clock.millis(),
        end == null ? null : (Long) end.toEpochMilli(),
        null,
        null,
        null);
  }

  Mono<AccessToken> revoke(String actor, String id) {
    return rows.findById(id)
        .switchIfEmpty(Mono.error(() -> ApiFailure.notFound("token", id)))
        .flatMap(token -> token.revokedAt() == null ? revoke(actor, token) : Mono.just(token))
        .as(transaction::transactional);
  }

  private Mono<AccessToken> revoke(String actor, AccessToken token) {
    return rows.save(token.revoked(clock.millis()))
        .flatMap(
            saved ->
                audit
                    .record(actor, "token.revoke", "token", saved.id(), token.view(), saved.view())
                    .thenReturn(saved));
  }

  /** Who calls with this secret; empty when it is unknown, revoked or expired. */
  Mono<Caller> caller(String secret) {
    long now = clock.millis();
    return rows.findUsable(KeyHash.of(pepper.pepper(), secret), now)
        .flatMap(token -> note(token, now).thenReturn(token))
        .map(token -> Caller.bearer(token.id(), "token:" + token.name(), Role.of(token.role())));
  }

  private Mono<Void> note(AccessToken token, long now) {
    Long last = token.lastUsedAt();
    boolean isRecent = last != null && now - last < USE_RESOLUTION_MILLIS;
    return isRecent ? Mono.empty() : rows.used(token.id(), now);
  }
}
