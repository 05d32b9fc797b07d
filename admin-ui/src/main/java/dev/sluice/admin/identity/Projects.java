package dev.sluice.admin.identity;

import dev.sluice.admin.api.ApiFailure;
import dev.sluice.admin.api.EntityTag;
import dev.sluice.admin.audit.AuditTrail;
import dev.sluice.admin.snapshot.RevisionCounter;
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
  private final Organisations organisations;
  private final RevisionCounter revisions;
  private final AuditTrail audit;
  private final TransactionalOperator transaction;
  private final Clock clock;

  Projects(
      ProjectRepository rows,
      Organisations organisations,
      RevisionCounter revisions,
      AuditTrail audit,
      TransactionalOperator transaction,
      Clock clock) {
    this.rows = rows;
    this.organisations = organisations;
    this.revisions = revisions;
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

  /**
   * A new project.
   *
   * @param organisationId null for the first organisation
   */
  Mono<Project> create(String actor, String name, String organisationId) {
    String wanted = Checks.name(name);
    return organisations
        .find(organisationId == null ? Organisation.FIRST_ID : organisationId)
        .flatMap(organisation -> insert(actor, wanted, organisation.id(), false));
  }

  /**
   * Changes a project; gateways are told, since its organisation's limits count for its keys.
   *
   * @param organisationId null leaves it where it is
   */
  Mono<Project> update(
      String actor, String id, String name, String organisationId, String ifMatch) {
    String wanted = Checks.name(name);
    return find(id)
        .doOnNext(project -> EntityTag.check(ifMatch, project.version()))
        .flatMap(
            project ->
                organisations
                    .find(organisationId == null ? project.organisationId() : organisationId)
                    .flatMap(
                        organisation ->
                            store(actor, project, project.edited(wanted, organisation.id()))))
        .as(transaction::transactional)
        .onErrorMap(DuplicateKeyException.class, _ -> taken(wanted));
  }

  private Mono<Project> store(String actor, Project before, Project after) {
    return rows.save(after)
        .flatMap(
            saved ->
                audit
                    .record(
                        actor, "project.update", "project", saved.id(), before.view(), saved.view())
                    .then(revisions.bump())
                    .thenReturn(saved));
  }

  /**
   * The project with this name, made when it is missing. A system project is in no list that gives
   * ids their names, so its name is its id.
   */
  Mono<Project> ensure(String name, boolean system) {
    return rows.findByName(name)
        .switchIfEmpty(
            Mono.defer(() -> insert(AuditTrail.SYSTEM, name, Organisation.FIRST_ID, system)));
  }

  private Mono<Project> insert(String actor, String name, String organisationId, boolean system) {
    String id = system ? name : UUID.randomUUID().toString();
    return rows.save(new Project(id, name, organisationId, system, clock.millis(), null))
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
