package dev.sluice.admin.registry;

import dev.sluice.admin.api.ApiFailure;
import dev.sluice.admin.api.EntityTag;
import dev.sluice.admin.audit.AuditTrail;
import dev.sluice.admin.snapshot.RevisionCounter;
import dev.sluice.admin.snapshot.SnapshotPart;
import dev.sluice.contract.GatewaySnapshot;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * The names that clients use. A change first counts the revision up: that locks its one row until
 * the end of the transaction, so changes of the registry come one after the other, and what a
 * change checks is still so when it writes.
 */
@Component
class PublicModels implements SnapshotPart {
  private static final String SUBJECT = "model";

  private final PublicModelTable table;
  private final ModelVersionTable versions;
  private final RevisionCounter revision;
  private final AuditTrail audit;
  private final TransactionalOperator transaction;
  private final Clock clock;

  PublicModels(
      PublicModelTable table,
      ModelVersionTable versions,
      RevisionCounter revision,
      AuditTrail audit,
      TransactionalOperator transaction,
      Clock clock) {
    this.table = table;
    this.versions = versions;
    this.revision = revision;
    this.audit = audit;
    this.transaction = transaction;
    this.clock = clock;
  }

  Mono<List<PublicModel>> all() {
    return table.all();
  }

  Mono<PublicModel> create(PublicModelEdit edit, String actor) {
    PublicModelEdit checked = edit.checked();
    PublicModel model = written(UUID.randomUUID().toString(), checked, 1);
    return revision
        .bump()
        .then(refuseConflicts(model))
        .then(table.insert(model))
        .then(audit.record(actor, "model.create", SUBJECT, model.id(), null, model))
        .thenReturn(model)
        .as(transaction::transactional);
  }

  Mono<PublicModel> update(String id, String ifMatch, PublicModelEdit edit, String actor) {
    PublicModelEdit checked = edit.checked();
    return revision
        .bump()
        .then(current(id, ifMatch))
        .flatMap(
            before -> {
              PublicModel after = written(id, checked, before.version() + 1);
              return refuseConflicts(after)
                  .then(table.update(after))
                  .flatMap(PublicModels::orChanged)
                  .then(audit.record(actor, "model.update", SUBJECT, id, before, after))
                  .thenReturn(after);
            })
        .as(transaction::transactional);
  }

  Mono<Void> delete(String id, String ifMatch, String actor) {
    return revision
        .bump()
        .then(current(id, ifMatch))
        .flatMap(
            before ->
                table
                    .delete(before)
                    .flatMap(PublicModels::orChanged)
                    .then(audit.record(actor, "model.delete", SUBJECT, id, before, null)))
        .as(transaction::transactional);
  }

  @Override
  public Mono<GatewaySnapshot> addTo(GatewaySnapshot snapshot) {
    return Mono.zip(table.all(), versions.all().collectList())
        .map(
            both ->
                snapshot.withModels(
                    both.getT1().stream().map(model -> toSnapshot(model, both.getT2())).toList()));
  }

  private PublicModel written(String id, PublicModelEdit edit, long version) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return new PublicModel(
        id,
        edit.name(),
        edit.description(),
        edit.asTargets(),
        Sticky.of(edit.sticky()),
        now,
        version);
  }

  private Mono<PublicModel> current(String id, String ifMatch) {
    return table
        .find(id)
        .switchIfEmpty(Mono.error(() -> ApiFailure.notFound("public model", id)))
        .doOnNext(model -> EntityTag.check(ifMatch, model.version()));
  }

  private Mono<Void> refuseConflicts(PublicModel model) {
    Mono<Void> otherNames = table.all().doOnNext(models -> refuseTakenName(model, models)).then();
    Mono<Void> archived =
        versions
            .all()
            .filter(version -> version.state() == VersionState.ARCHIVED)
            .filter(version -> model.targets().stream().anyMatch(version::isNamedBy))
            .doOnNext(PublicModels::refuseArchived)
            .then();
    return otherNames.then(archived);
  }

  private static void refuseTakenName(PublicModel model, List<PublicModel> models) {
    if (models.stream()
        .anyMatch(other -> other.name().equals(model.name()) && !other.id().equals(model.id()))) {
      throw ApiFailure.conflict(
          "name", "there is a public model '%s' already".formatted(model.name()));
    }
  }

  private static void refuseArchived(ModelVersion version) {
    throw ApiFailure.conflict(
        "targets", "version '%s' is archived and gets no traffic".formatted(version.title()));
  }

  private static Mono<Void> orChanged(boolean isWritten) {
    return isWritten ? Mono.empty() : Mono.error(ApiFailure.changed());
  }

  private static GatewaySnapshot.PublicModel toSnapshot(
      PublicModel model, List<ModelVersion> versions) {
    return new GatewaySnapshot.PublicModel(
        model.name(),
        model.targets().stream().map(target -> toSnapshot(target, versions)).toList(),
        model.sticky().toSnapshot());
  }

  /** Gateways tell clients when what answers is deprecated. */
  private static GatewaySnapshot.Target toSnapshot(Target target, List<ModelVersion> versions) {
    return versions.stream()
        .filter(version -> version.state() == VersionState.DEPRECATED)
        .filter(version -> version.isNamedBy(target))
        .findFirst()
        .map(version -> target.toSnapshot(version.deprecatedAt(), version.sunsetAt()))
        .orElseGet(() -> target.toSnapshot(null, null));
  }
}
