package dev.sluice.admin.registry;

import dev.sluice.admin.api.ApiFailure;
import dev.sluice.admin.api.EntityTag;
import dev.sluice.admin.audit.AuditTrail;
import dev.sluice.admin.snapshot.RevisionCounter;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
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
  private final PublicModelTable models;
  private final RevisionCounter revision;
  private final AuditTrail audit;
  private final TransactionalOperator transaction;
  private final Clock clock;

  ModelVersions(
      ModelVersionTable table,
      PublicModelTable models,
      RevisionCounter revision,
      AuditTrail audit,
      TransactionalOperator transaction,
      Clock clock) {
    this.table = table;
    this.models = models;
    this.revision = revision;
    this.audit = audit;
    this.transaction = transaction;
    this.clock = clock;
  }

  Flux<ModelVersion> all() {
    return table.all();
  }

  Mono<ModelVersion> register(String servedModel, String weightsDigest, String actor) {
    ModelVersion version =
        new ModelVersion(
            UUID.randomUUID().toString(),
            ModelNames.checked("servedModel", servedModel, NAME_CHARACTERS),
            ModelNames.digest("weightsDigest", weightsDigest),
            VersionState.REGISTERED,
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            1);
    return revision
        .bump()
        .thenMany(table.all())
        .filter(version::isSameAs)
        .doOnNext(ModelVersions::refuseTwice)
        .then(table.insert(version))
        .then(audit.record(actor, "version.register", SUBJECT, version.id(), null, version))
        .thenReturn(version)
        .as(transaction::transactional);
  }

  /**
   * Moves a version to another state; to the state that it is in changes nothing.
   *
   * @param state as clients write it
   */
  Mono<ModelVersion> move(String id, String ifMatch, String state, String actor) {
    VersionState wanted = state(state);
    return revision
        .bump()
        .then(table.find(id))
        .switchIfEmpty(Mono.error(() -> ApiFailure.notFound("model version", id)))
        .doOnNext(version -> EntityTag.check(ifMatch, version.version()))
        .flatMap(
            version ->
                version.state() == wanted
                    ? Mono.just(version)
                    : moved(version, version.in(wanted), actor))
        .as(transaction::transactional);
  }

  private Mono<ModelVersion> moved(ModelVersion before, ModelVersion after, String actor) {
    if (!before.state().next().contains(after.state())) {
      throw ApiFailure.conflict(
          "state",
          "version '%s' is %s and cannot become %s; from here it can become %s"
              .formatted(before.title(), before.state(), after.state(), before.state().next()));
    }
    return refuseWhileTargeted(after)
        .then(table.update(after))
        .flatMap(isWritten -> isWritten ? Mono.empty() : Mono.error(ApiFailure.changed()))
        .then(audit.record(actor, "version." + after.state(), SUBJECT, after.id(), before, after))
        .thenReturn(after);
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

  private static VersionState state(String text) {
    if (text == null) {
      throw ApiFailure.missing("state");
    }
    List<VersionState> all = List.of(VersionState.values());
    return Arrays.stream(VersionState.values())
        .filter(state -> state.wire().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                ApiFailure.invalid(
                    "state", "state is '%s' and must be one of %s".formatted(text, all)));
  }
}
