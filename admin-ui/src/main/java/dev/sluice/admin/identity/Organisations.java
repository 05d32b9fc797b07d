package dev.sluice.admin.identity;

import dev.sluice.admin.api.ApiFailure;
import dev.sluice.admin.api.EntityTag;
import dev.sluice.admin.audit.AuditTrail;
import java.time.Clock;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What projects belong to: limits and usage of several projects together. */
@Component
class Organisations {
  private static final String SUBJECT = "organisation";

  private final OrganisationRepository rows;
  private final AuditTrail audit;
  private final TransactionalOperator transaction;
  private final Clock clock;

  Organisations(
      OrganisationRepository rows,
      AuditTrail audit,
      TransactionalOperator transaction,
      Clock clock) {
    this.rows = rows;
    this.audit = audit;
    this.transaction = transaction;
    this.clock = clock;
  }

  Flux<Organisation> list() {
    return rows.findAllByOrderByName();
  }

  Mono<Organisation> find(String id) {
    return rows.findById(id).switchIfEmpty(Mono.error(() -> ApiFailure.notFound(SUBJECT, id)));
  }

  Mono<Organisation> create(String actor, String name) {
    String id = UUID.randomUUID().toString();
    return rows.save(new Organisation(id, Checks.name(name), clock.millis(), null))
        .flatMap(
            saved ->
                audit
                    .record(actor, "organisation.create", SUBJECT, id, null, saved.view())
                    .thenReturn(saved))
        .as(transaction::transactional)
        .onErrorMap(DuplicateKeyException.class, _ -> taken(name));
  }

  Mono<Organisation> rename(String actor, String id, String name, String ifMatch) {
    String wanted = Checks.name(name);
    return find(id)
        .doOnNext(organisation -> EntityTag.check(ifMatch, organisation.version()))
        .flatMap(before -> store(actor, before, before.named(wanted)))
        .as(transaction::transactional)
        .onErrorMap(DuplicateKeyException.class, _ -> taken(wanted));
  }

  private Mono<Organisation> store(String actor, Organisation before, Organisation after) {
    return rows.save(after)
        .flatMap(
            saved ->
                audit
                    .record(
                        actor,
                        "organisation.rename",
                        SUBJECT,
                        saved.id(),
                        before.view(),
                        saved.view())
                    .thenReturn(saved));
  }

  private static ApiFailure taken(String name) {
    return ApiFailure.conflict("name", "there is an organisation '%s' already".formatted(name));
  }
}
