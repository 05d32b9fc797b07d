package dev.sluice.admin.registry;

import dev.sluice.admin.audit.AuditTrail;
import dev.sluice.admin.snapshot.RevisionCounter;
import dev.sluice.contract.ServedVersion;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The versions that are canaries, and the way back for those that disappoint. */
@Component
public class Canaries {
  private final ModelVersionTable versions;
  private final ModelVersions lives;
  private final TransitionTable transitions;
  private final PublicModelTable models;
  private final ServedWeights weights;
  private final RevisionCounter revision;
  private final AuditTrail audit;
  private final TransactionalOperator transaction;
  private final Clock clock;

  Canaries(
      ModelVersionTable versions,
      ModelVersions lives,
      TransitionTable transitions,
      PublicModelTable models,
      ServedWeights weights,
      RevisionCounter revision,
      AuditTrail audit,
      TransactionalOperator transaction,
      Clock clock) {
    this.versions = versions;
    this.lives = lives;
    this.transitions = transitions;
    this.models = models;
    this.weights = weights;
    this.revision = revision;
    this.audit = audit;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** All of them, with where they get traffic. */
  public Flux<Canary> all() {
    return versions
        .all()
        .filter(version -> version.state() == VersionState.CANARY)
        .collectList()
        .filter(canaries -> !canaries.isEmpty())
        .zipWith(models.all())
        .flatMapMany(
            both ->
                Flux.fromIterable(both.getT1())
                    .concatMap(version -> canary(version, both.getT2())));
  }

  private Mono<Canary> canary(ModelVersion version, List<PublicModel> all) {
    List<Canary.Share> shares =
        all.stream()
            .filter(model -> hasTraffic(model, version))
            .map(model -> new Canary.Share(model.id(), model.name(), others(model, version)))
            .toList();
    boolean hasReadyPod =
        !weights.readyPods(version.servedModel(), version.weightsDigest()).isEmpty();
    return transitions
        .lastTo(version.id(), VersionState.CANARY)
        .defaultIfEmpty(version.createdAt())
        .map(since -> new Canary(version.id(), version.served(), since, hasReadyPod, shares));
  }

  /**
   * Takes a canary's traffic away and puts it back to the stage, with the reason and the figures,
   * in the name of nobody. Where no other version has traffic it keeps its own: an answer that
   * disappoints is better than none, and the evidence says so.
   *
   * @return false when it is no canary any more
   */
  public Mono<Boolean> rollBack(String versionId, String reason, Map<String, Object> figures) {
    return revision
        .bump()
        .then(versions.find(versionId))
        .filter(version -> version.state() == VersionState.CANARY)
        .flatMap(version -> rolledBack(version, reason, figures).thenReturn(true))
        .defaultIfEmpty(false)
        .as(transaction::transactional);
  }

  private Mono<ModelVersion> rolledBack(
      ModelVersion version, String reason, Map<String, Object> figures) {
    return models
        .all()
        .flatMapIterable(all -> all)
        .filter(model -> hasTraffic(model, version))
        .concatMap(model -> withoutTraffic(model, version))
        .collectList()
        .flatMap(
            names -> {
              Map<String, Object> evidence = new LinkedHashMap<>(figures);
              List<String> taken = names.stream().filter(Name::isTaken).map(Name::name).toList();
              List<String> kept = names.stream().filter(n -> !n.isTaken()).map(Name::name).toList();
              evidence.put("trafficTakenFrom", taken);
              if (!kept.isEmpty()) {
                evidence.put("trafficKeptForLackOfAnother", kept);
              }
              return lives.rolledBack(version, reason, evidence);
            });
  }

  private record Name(String name, boolean isTaken) {}

  private Mono<Name> withoutTraffic(PublicModel before, ModelVersion version) {
    if (others(before, version).isEmpty()) {
      return Mono.just(new Name(before.name(), false));
    }
    List<Target> targets = new ArrayList<>();
    before
        .targets()
        .forEach(
            target ->
                targets.add(
                    version.isNamedBy(target)
                        ? new Target(target.servedModel(), target.weightsDigest(), 0)
                        : target));
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    PublicModel after = before.with(targets, now);
    return models
        .update(after)
        .then(
            audit.record(AuditTrail.AUTOMATIC, "model.update", "model", after.id(), before, after))
        .thenReturn(new Name(after.name(), true));
  }

  /**
   * A version that went back by itself and was not moved since.
   *
   * @param weightsDigest null for any
   */
  public record Rollback(
      String versionId, String servedModel, String weightsDigest, String reason, Instant at) {}

  /** The newest first. */
  public Flux<Rollback> rolledBack() {
    return transitions.standing(AuditTrail.AUTOMATIC, VersionState.STAGED);
  }

  private static boolean hasTraffic(PublicModel model, ModelVersion version) {
    return model.targets().stream()
        .anyMatch(target -> target.weight() > 0 && version.isNamedBy(target));
  }

  private static List<ServedVersion> others(PublicModel model, ModelVersion version) {
    return model.targets().stream()
        .filter(target -> target.weight() > 0 && !version.isNamedBy(target))
        .map(target -> new ServedVersion(target.servedModel(), target.weightsDigest()))
        .toList();
  }
}
