package dev.sluice.admin.registry;

import dev.sluice.admin.api.ApiFailure;
import dev.sluice.admin.api.EntityTag;
import dev.sluice.admin.audit.AuditTrail;
import dev.sluice.admin.loads.PlannedVersion;
import dev.sluice.admin.loads.PlannedVersions;
import dev.sluice.admin.snapshot.RevisionCounter;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * How versions are loaded. A plan can change only while its version is registered: from then on
 * pods have loaded it, evidence was gathered about it, and clients get its answers, so another plan
 * is another version.
 */
@Component
class LoadPlans implements PlannedVersions {
  private static final String SUBJECT = "load-plan";

  private final LoadPlanTable table;
  private final ModelVersionTable versions;
  private final RevisionCounter revision;
  private final AuditTrail audit;
  private final TransactionalOperator transaction;

  LoadPlans(
      LoadPlanTable table,
      ModelVersionTable versions,
      RevisionCounter revision,
      AuditTrail audit,
      TransactionalOperator transaction) {
    this.table = table;
    this.versions = versions;
    this.revision = revision;
    this.audit = audit;
    this.transaction = transaction;
  }

  @Override
  public Mono<List<PlannedVersion>> planned() {
    return table.planned().collectList();
  }

  Mono<LoadPlan> find(String versionId) {
    return table
        .find(versionId)
        .switchIfEmpty(
            Mono.error(() -> ApiFailure.notFound("load plan of a model version", versionId)));
  }

  /** With a new version, in its transaction. */
  Mono<Void> add(ModelVersion version, LoadPlanEdit edit, String actor) {
    LoadPlan plan = edit.asPlan(version.id(), 1);
    return refuseTakenName(version)
        .then(table.insert(plan))
        .then(audit.record(actor, "version.plan", SUBJECT, version.id(), null, plan));
  }

  /** Replaces a plan; {@code If-Match: *} gives one to a version that has none. */
  Mono<LoadPlan> change(String versionId, String ifMatch, LoadPlanEdit wish, String actor) {
    LoadPlanEdit edit = wish.checked();
    return revision
        .bump()
        .then(
            versions
                .find(versionId)
                .switchIfEmpty(Mono.error(() -> ApiFailure.notFound("model version", versionId))))
        .doOnNext(LoadPlans::refuseOutsideOfRegistered)
        .flatMap(
            version ->
                table
                    .find(versionId)
                    .flatMap(before -> changed(before, ifMatch, edit, actor))
                    .switchIfEmpty(Mono.defer(() -> added(version, ifMatch, edit, actor))))
        .as(transaction::transactional);
  }

  private Mono<LoadPlan> changed(LoadPlan before, String ifMatch, LoadPlanEdit edit, String actor) {
    EntityTag.check(ifMatch, before.version());
    LoadPlan after = edit.asPlan(before.versionId(), before.version() + 1);
    return table
        .update(after)
        .flatMap(isWritten -> isWritten ? Mono.empty() : Mono.error(ApiFailure.changed()))
        .then(audit.record(actor, "version.plan", SUBJECT, after.versionId(), before, after))
        .thenReturn(after);
  }

  private Mono<LoadPlan> added(
      ModelVersion version, String ifMatch, LoadPlanEdit edit, String actor) {
    EntityTag.check(ifMatch, 0);
    LoadPlanEdit.checkName(version.servedModel());
    return add(version, edit, actor).then(table.find(version.id()));
  }

  private static void refuseOutsideOfRegistered(ModelVersion version) {
    if (version.state() != VersionState.REGISTERED) {
      throw ApiFailure.conflict(
          "state",
          "version '%s' is %s, and its load plan can change only while it is registered; register another version"
              .formatted(version.title(), version.state()));
    }
  }

  /** A name is one thing on a pod. */
  private Mono<Void> refuseTakenName(ModelVersion version) {
    return table
        .namedAlike(version.servedModel())
        .filter(id -> !id.equals(version.id()))
        .doOnNext(
            id -> {
              throw ApiFailure.conflict(
                  "servedModel",
                  "another version is loaded under the name '%s'; archive it first or choose another name"
                      .formatted(version.servedModel()));
            })
        .then();
  }
}
