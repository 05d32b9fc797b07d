package dev.sluice.admin.registry;

import dev.sluice.admin.api.ApiFailure;
import dev.sluice.admin.api.EntityTag;
import dev.sluice.admin.audit.AuditTrail;
import dev.sluice.admin.snapshot.RevisionCounter;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The versions of served models and the moves between their states. */
@Component
class ModelVersions {
  private static final int NAME_CHARACTERS = 200;
  private static final String SUBJECT = "model-version";

  private final ModelVersionTable table;
  private final TransitionTable transitions;
  private final MoveGuards guards;
  private final StagingTrial trial;
  private final PublicModelTable models;
  private final LoadPlans plans;
  private final RevisionCounter revision;
  private final AuditTrail audit;
  private final TransactionalOperator transaction;
  private final Clock clock;

  ModelVersions(
      ModelVersionTable table,
      TransitionTable transitions,
      MoveGuards guards,
      StagingTrial trial,
      PublicModelTable models,
      LoadPlans plans,
      RevisionCounter revision,
      AuditTrail audit,
      TransactionalOperator transaction,
      Clock clock) {
    this.table = table;
    this.transitions = transitions;
    this.guards = guards;
    this.trial = trial;
    this.models = models;
    this.plans = plans;
    this.revision = revision;
    this.audit = audit;
    this.transaction = transaction;
    this.clock = clock;
  }

  Flux<ModelVersion> all() {
    return table.all();
  }

  /** One that pods are started with. */
  Mono<ModelVersion> register(String servedModel, String weightsDigest, String actor) {
    return register(servedModel, weightsDigest, null, actor);
  }

  /**
   * @param plan how pods load it; null when they are started with it
   */
  Mono<ModelVersion> register(
      String servedModel, String weightsDigest, LoadPlanEdit plan, String actor) {
    LoadPlanEdit checked = plan == null ? null : plan.checked();
    ModelVersion version =
        ModelVersion.fresh(
            UUID.randomUUID().toString(),
            ModelNames.checked("servedModel", servedModel, NAME_CHARACTERS),
            ModelNames.digest("weightsDigest", weightsDigest),
            now());
    if (checked != null) {
      LoadPlanEdit.checkName(version.servedModel());
    }
    return revision
        .bump()
        .thenMany(table.all())
        .filter(version::isSameAs)
        .doOnNext(ModelVersions::refuseTwice)
        .then(table.insert(version))
        .then(audit.record(actor, "version.register", SUBJECT, version.id(), null, version))
        .then(checked == null ? Mono.empty() : plans.add(version, checked, actor))
        .thenReturn(version)
        .as(transaction::transactional);
  }

  /** The moves of a version, newest first. */
  Flux<Transition> transitions(String id) {
    return find(id).thenMany(transitions.of(id));
  }

  /** Moves a version to another state; to the state that it is in changes nothing. */
  Mono<ModelVersion> move(String id, String ifMatch, VersionMove move, String actor) {
    VersionState wanted = move.checked(clock.instant()).wanted();
    boolean wantsTrial =
        wanted == VersionState.STAGED && move.evidence().isEmpty() && !move.isOverride();
    Mono<VersionMove> evident = wantsTrial ? tried(id, ifMatch, move, actor) : Mono.just(move);
    return evident.flatMap(withEvidence -> moveNow(id, ifMatch, withEvidence, actor));
  }

  /**
   * Gathers what speaks for staging a validated version. That takes a while, so it is outside of
   * the transaction, whose check of the version's tag sees what changed meanwhile.
   */
  private Mono<VersionMove> tried(String id, String ifMatch, VersionMove move, String actor) {
    return find(id)
        .doOnNext(version -> EntityTag.check(ifMatch, version.version()))
        .filter(version -> version.state() == VersionState.VALIDATING)
        .doOnNext(version -> guards.requireReadyPod(version, VersionState.STAGED))
        .flatMap(version -> trial.of(version.id(), version.served(), actor))
        .map(move::with)
        .defaultIfEmpty(move);
  }

  private Mono<ModelVersion> moveNow(String id, String ifMatch, VersionMove move, String actor) {
    return revision
        .bump()
        .then(find(id))
        .doOnNext(version -> EntityTag.check(ifMatch, version.version()))
        .flatMap(
            version ->
                version.state() == move.wanted() ? Mono.just(version) : moved(version, move, actor))
        .as(transaction::transactional);
  }

  private Mono<ModelVersion> moved(ModelVersion before, VersionMove move, String actor) {
    VersionState wanted = move.wanted();
    if (!before.state().next().contains(wanted)) {
      throw ApiFailure.conflict(
          "state",
          "version '%s' is %s and cannot become %s; from here it can become %s"
              .formatted(before.title(), before.state(), wanted, before.state().next()));
    }
    Map<String, Object> evidence = guards.evidence(before, wanted, move);
    String reason = move.hasReason() ? move.reason().strip() : null;
    ModelVersion after = before.in(wanted, now(), move.sunsetAt());
    return written(before, after, "version." + wanted, actor, reason, evidence);
  }

  /**
   * A canary that disappointed; no guard keeps it from going back. Callers hold the transaction.
   */
  Mono<ModelVersion> rolledBack(ModelVersion before, String reason, Map<String, Object> evidence) {
    ModelVersion after = before.in(VersionState.STAGED, now(), null);
    return written(before, after, "version.rollback", AuditTrail.AUTOMATIC, reason, evidence);
  }

  private Mono<ModelVersion> written(
      ModelVersion before,
      ModelVersion after,
      String action,
      String actor,
      String reason,
      Map<String, Object> evidence) {
    Transition transition =
        new Transition(
            UUID.randomUUID().toString(),
            before.id(),
            before.state(),
            after.state(),
            actor,
            reason,
            evidence,
            now());
    return refuseWhileTargeted(after)
        .then(table.update(after))
        .flatMap(isWritten -> isWritten ? Mono.empty() : Mono.error(ApiFailure.changed()))
        .then(transitions.insert(transition))
        .then(audit.record(actor, action, SUBJECT, after.id(), before, after))
        .thenReturn(after);
  }

  private Mono<ModelVersion> find(String id) {
    return table.find(id).switchIfEmpty(Mono.error(() -> ApiFailure.notFound("model version", id)));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /** An archived version's weights may be deleted, so nothing may send traffic to it. */
  private Mono<Void> refuseWhileTargeted(ModelVersion version) {
    if (version.state() != VersionState.ARCHIVED) {
      return Mono.empty();
    }
    return models
        .all()
        .flatMapIterable(all -> all)
        .filter(model -> model.targets().stream().anyMatch(version::isNamedBy))
        .doOnNext(
            model -> {
              throw ApiFailure.conflict(
                  "state",
                  "version '%s' still gets traffic of public model '%s'; change its targets first"
                      .formatted(version.title(), model.name()));
            })
        .then();
  }

  private static void refuseTwice(ModelVersion existing) {
    throw ApiFailure.conflict(
        "servedModel", "version '%s' is registered already".formatted(existing.title()));
  }
}
