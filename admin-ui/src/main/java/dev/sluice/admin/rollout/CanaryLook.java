package dev.sluice.admin.rollout;

import dev.sluice.admin.registry.Canaries;
import dev.sluice.admin.registry.Canary;
import dev.sluice.admin.rollout.Finding.Cause;
import dev.sluice.admin.usage.UsageByVersion;
import dev.sluice.admin.usage.VersionUsage;
import dev.sluice.contract.ServedVersion;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One look at all canaries: gathers the figures, has them judged, and rolls back. */
@Component
class CanaryLook {
  private static final Logger LOG = LoggerFactory.getLogger(CanaryLook.class);

  private final Canaries canaries;
  private final CanaryPolicies policies;
  private final UsageByVersion usage;
  private final GoldenOutputs goldenOutputs;
  private final Clock clock;

  /** Since when no pod has served a canary. */
  private final Map<String, Instant> absentSince = new ConcurrentHashMap<>();

  CanaryLook(
      Canaries canaries,
      CanaryPolicies policies,
      UsageByVersion usage,
      GoldenOutputs goldenOutputs,
      Clock clock) {
    this.canaries = canaries;
    this.policies = policies;
    this.usage = usage;
    this.goldenOutputs = goldenOutputs;
    this.clock = clock;
  }

  /** Looks once; a canary that cannot be judged keeps the others from nothing. */
  Mono<Void> look() {
    return canaries
        .all()
        .flatMap(
            canary ->
                finding(canary)
                    .flatMap(finding -> rollBack(canary, finding))
                    .onErrorResume(
                        failure -> {
                          LOG.warn(
                              "canary {} was not judged: {}",
                              canary.versionId(),
                              failure.toString());
                          return Mono.empty();
                        }))
        .then();
  }

  private Mono<Void> rollBack(Canary canary, Finding finding) {
    return canaries
        .rollBack(canary.versionId(), finding.reason(), finding.evidence())
        .doOnNext(
            isDone -> {
              if (isDone) {
                LOG.warn(
                    "rolled back canary {} ({}): {}",
                    canary.version().servedModel(),
                    canary.versionId(),
                    finding.reason());
              }
            })
        .then();
  }

  /** The first that is found, cheap questions first. */
  private Mono<Finding> finding(Canary canary) {
    return Flux.fromIterable(canary.shares())
        .concatMap(share -> policies.of(share.modelId()).map(policy -> new Judged(share, policy)))
        .collectList()
        .flatMap(
            shares ->
                absence(canary, shares)
                    .switchIfEmpty(
                        Flux.fromIterable(shares)
                            .concatMap(share -> byFigures(canary, share))
                            .next())
                    .switchIfEmpty(byGoldenOutput(canary, shares)));
  }

  /** A share of a name with that name's policy. */
  private record Judged(Canary.Share share, CanaryPolicy policy) {}

  private Mono<Finding> absence(Canary canary, List<Judged> shares) {
    if (canary.hasReadyPod()) {
      absentSince.remove(canary.versionId());
      return Mono.empty();
    }
    Instant now = clock.instant();
    Instant since = absentSince.computeIfAbsent(canary.versionId(), _ -> now);
    Duration absent = Duration.between(since, now);
    return Mono.justOrEmpty(
        shares.stream()
            .flatMap(share -> CanaryJudge.absence(share.policy(), absent).stream())
            .findFirst());
  }

  /** Without another version there is nothing to go back to, so nothing is judged. */
  private Mono<Finding> byFigures(Canary canary, Judged judged) {
    if (judged.share().others().isEmpty()) {
      return Mono.empty();
    }
    Instant begin = clock.instant().minus(judged.policy().window());
    Instant since = canary.since().isAfter(begin) ? canary.since() : begin;
    String name = judged.share().modelName();
    return usage
        .of(name, since)
        .collectList()
        .flatMap(
            rows ->
                Mono.justOrEmpty(
                    CanaryJudge.judge(
                        name,
                        judged.policy(),
                        Figures.of(rows.stream().filter(row -> isOf(canary, judged, row)).toList()),
                        Figures.of(
                            rows.stream().filter(row -> isOfAnother(judged, row)).toList()))));
  }

  /** A canary of any weights has the rows that no other version names more exactly. */
  private static boolean isOf(Canary canary, Judged judged, VersionUsage row) {
    boolean isNamedExactly =
        judged.share().others().stream()
            .anyMatch(other -> other.weightsDigest() != null && serves(other, row));
    return serves(canary.version(), row)
        && (canary.version().weightsDigest() != null || !isNamedExactly);
  }

  private static boolean isOfAnother(Judged judged, VersionUsage row) {
    return judged.share().others().stream().anyMatch(other -> serves(other, row));
  }

  private static boolean serves(ServedVersion version, VersionUsage row) {
    return version.servedModel().equals(row.servedModel())
        && (version.weightsDigest() == null
            || Objects.equals(version.weightsDigest(), row.weightsDigest()));
  }

  /** Once when it has become a canary, and then every so often. */
  private Mono<Finding> byGoldenOutput(Canary canary, List<Judged> shares) {
    Duration every =
        shares.isEmpty()
            ? CanaryPolicy.DEFAULT.goldenEvery()
            : shares.stream()
                .map(share -> share.policy().goldenEvery())
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    if (every == null || !canary.hasReadyPod()) {
      return Mono.empty();
    }
    return goldenOutputs
        .find(canary.versionId())
        .filter(golden -> isDue(golden, canary, every))
        .flatMap(golden -> goldenOutputs.compare(canary.version(), golden))
        .filter(comparison -> comparison.outcome() == GoldenOutput.Outcome.DRIFTED)
        .map(CanaryLook::drift);
  }

  private boolean isDue(GoldenOutput golden, Canary canary, Duration every) {
    Instant checked = golden.checkedAt();
    return checked == null
        || checked.isBefore(canary.since())
        || !clock.instant().isBefore(checked.plus(every));
  }

  private static Finding drift(GoldenOutputs.Comparison comparison) {
    GoldenOutput golden = comparison.golden();
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("prompt", golden.prompt());
    figures.put("maxTokens", golden.maxTokens());
    figures.put("recorded", golden.output());
    figures.put("answered", comparison.output());
    return new Finding(
        Cause.GOLDEN_OUTPUT,
        "it answers its golden prompt with something else than was recorded on %s"
            .formatted(golden.recordedAt().truncatedTo(java.time.temporal.ChronoUnit.SECONDS)),
        figures);
  }
}
