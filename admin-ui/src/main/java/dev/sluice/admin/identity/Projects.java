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

/** What keys and usage belong to. */
@Component
class Projects {
  private final ProjectRepository rows;
  private final AuditTrail audit;
  private final TransactionalOperator transaction;
  private final Clock clock;

  Projects(
      ProjectRepository rows, AuditTrail audit, TransactionalOperator transaction, Clock clock) {
    this.rows = rows;
    this.audit = audit;
    this.transaction = transaction;
    this.clock = clock;
  }

  Flux<Project> list() {
    return rows.listed();
  }

  /** The project with this id, unless it is the control plane's own. */
  Mono<Project> find(String id) {
    return rows.findById(id)
        .filter(project -> !project.system())
        .switchIfEmpty(Mono.error(() -> ApiFailure.notFound("project", id)));
  }

  Mono<Project> create(String actor, String name) {
    return insert(actor, Checks.name(name), false);
  }

  Mono<Project> rename(String actor, String id, String name, String ifMatch) {
    String wanted = Checks.name(name);
    return find(id)
        .doOnNext(project -> EntityTag.check(ifMatch, project.version()))
        .flatMap(
            project ->
                rows.save(project.named(wanted))
                    .flatMap(
                        saved ->
                            audit
                                .record(
                                    actor,
                                    "project.rename",
                                    "project",
                                    id,
                                    project.view(),
                                    saved.view())
                                .thenReturn(saved)))
        .as(transaction::transactional)
        .onErrorMap(DuplicateKeyException.class, _ -> taken(wanted));
  }

  /**
   * The project with this name, made when it is missing. A system project is in no list that gives
   * ids their names, so its name is its id.
   */
  Mono<Project> ensure(String name, boolean system) {
    return rows.findByName(name)
        .switchIfEmpty(Mono.defer(() -> insert(AuditTrail.SYSTEM, name, system)));
  }

  private Mono<Project> insert(String actor, String name, boolean system) {
    String id = system ? name : UUID.randomUUID().toString();
    return rows.save(new Project(id, name, system, clock.millis(), null))
        .flatMap(
            saved ->
                audit
                    .record(actor, "project.create", "project", id, null, saved.view())
                    .thenReturn(saved))
        .as(transaction::transactional)
        .onErrorMap(DuplicateKeyException.class, _ -> taken(name));
  }

  private static ApiFailure taken(String name) {
    return ApiFailure.conflict("name", "there is a project '%s' already".formatted(name));
  }
}
