package dev.sluice.admin.rollout;

import dev.sluice.admin.api.ApiFailure;
import dev.sluice.admin.playground.VersionProbe;
import dev.sluice.admin.registry.StagingTrial;
import dev.sluice.admin.rollout.TrialFigures.Outcome;
import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ServedVersion;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A small load test through the gateway against one version, and its golden output: recorded the
 * first time, compared from then on. Prompts differ, so that prefix caches do not answer for it.
 */
@Component
class VersionTrial implements StagingTrial {
  private final VersionProbe probe;
  private final GoldenOutputs goldenOutputs;
  private final TrialSettings settings;

  VersionTrial(VersionProbe probe, GoldenOutputs goldenOutputs, TrialSettings settings) {
    this.probe = probe;
    this.goldenOutputs = goldenOutputs;
    this.settings = settings;
  }

  @Override
  public Mono<Map<String, Object>> of(String versionId, ServedVersion version, String actor) {
    return load(version)
        .doOnNext(figures -> refuseFailures(version, figures))
        .flatMap(
            figures ->
                golden(versionId, version, actor)
                    .map(
                        golden -> {
                          Map<String, Object> evidence = new LinkedHashMap<>();
                          evidence.put("loadTest", figures);
                          evidence.put("goldenOutput", golden);
                          return evidence;
                        }));
  }

  private Mono<TrialFigures> load(ServedVersion version) {
    return Mono.defer(
        () -> {
          long startNanos = System.nanoTime();
          return Flux.range(1, settings.requests())
              .flatMap(number -> request(version, number), settings.concurrency())
              .takeUntilOther(Mono.delay(settings.within()))
              .collectList()
              .map(
                  outcomes ->
                      TrialFigures.of(
                          settings, outcomes, Duration.ofNanos(System.nanoTime() - startNanos)));
        });
  }

  private Mono<Outcome> request(ServedVersion version, int number) {
    String prompt = "%d. %s".formatted(number, settings.goldenPrompt());
    return probe
        .complete(version, prompt, settings.tokens())
        .map(answer -> new Outcome(answer, null))
        .onErrorResume(failure -> Mono.just(new Outcome(null, code(failure))));
  }

  private static String code(Throwable failure) {
    return failure instanceof ApiFailure known
        ? known.detail().code().wire()
        : ErrorCode.INTERNAL.wire();
  }

  private void refuseFailures(ServedVersion version, TrialFigures figures) {
    if (figures.failures() * 1000L > (long) settings.maxErrorPermille() * figures.requests()) {
      throw ApiFailure.conflict(
          "evidence",
          "version '%s' failed its load test: %d of %d requests (%s); see to its pods, give evidence of your own, or override with a reason"
              .formatted(
                  version.servedModel(), figures.failures(), figures.requests(), figures.errors()));
    }
  }

  private Mono<Map<String, Object>> golden(String versionId, ServedVersion version, String actor) {
    Mono<Map<String, Object>> recorded =
        Mono.defer(
            () ->
                goldenOutputs
                    .record(versionId, settings.goldenPrompt(), settings.tokens(), actor)
                    .map(golden -> Map.of("outcome", "recorded", "digest", golden.digest())));
    return goldenOutputs
        .find(versionId)
        .flatMap(golden -> goldenOutputs.compare(version, golden))
        .map(comparison -> compared(version, comparison))
        .switchIfEmpty(recorded);
  }

  private static Map<String, Object> compared(
      ServedVersion version, GoldenOutputs.Comparison comparison) {
    if (comparison.outcome() != GoldenOutput.Outcome.SAME) {
      throw ApiFailure.conflict(
          "evidence",
          "version '%s' does not give its golden output: %s; record it anew where that is right, give evidence of your own, or override with a reason"
              .formatted(version.servedModel(), comparison.outcome().wire()));
    }
    return Map.of("outcome", "same", "digest", comparison.golden().digest());
  }
}
