package dev.sluice.admin.rollout;

import dev.sluice.admin.api.ApiFailure;
import dev.sluice.admin.audit.AuditTrail;
import dev.sluice.admin.playground.VersionProbe;
import dev.sluice.admin.registry.VersionDesk;
import dev.sluice.contract.ServedVersion;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Records golden outputs and compares versions with theirs. */
@Component
class GoldenOutputs {
  private static final Logger LOG = LoggerFactory.getLogger(GoldenOutputs.class);
  private static final int PROMPT_CHARACTERS = 4000;
  private static final int MOST_TOKENS = 256;

  private final GoldenOutputTable table;
  private final VersionProbe probe;
  private final VersionDesk versions;
  private final AuditTrail audit;
  private final TransactionalOperator transaction;
  private final RolloutSettings settings;
  private final Clock clock;

  GoldenOutputs(
      GoldenOutputTable table,
      VersionProbe probe,
      VersionDesk versions,
      AuditTrail audit,
      TransactionalOperator transaction,
      RolloutSettings settings,
      Clock clock) {
    this.table = table;
    this.probe = probe;
    this.versions = versions;
    this.audit = audit;
    this.transaction = transaction;
    this.settings = settings;
    this.clock = clock;
  }

  /** What is recorded; empty when nothing is. */
  Mono<GoldenOutput> find(String versionId) {
    return table.find(versionId);
  }

  /** Has the version answer now, and keeps that as what it has to answer. */
  Mono<GoldenOutput> record(String versionId, String prompt, Integer maxTokens, String actor) {
    if (prompt == null || prompt.isBlank()) {
      throw ApiFailure.missing("prompt");
    }
    if (prompt.length() > PROMPT_CHARACTERS || prompt.indexOf('\0') >= 0) {
      throw ApiFailure.invalid(
          "prompt",
          "the prompt has %d characters and may have %d, none of them NUL"
              .formatted(prompt.length(), PROMPT_CHARACTERS));
    }
    if (maxTokens == null || maxTokens < 1 || maxTokens > MOST_TOKENS) {
      throw ApiFailure.invalid(
          "maxTokens", "maxTokens is %s and must be 1 to %d".formatted(maxTokens, MOST_TOKENS));
    }
    return versions
        .served(versionId)
        .flatMap(version -> ask(version, prompt, maxTokens))
        .map(answer -> GoldenOutput.of(versionId, prompt, maxTokens, answer, now(), actor))
        .flatMap(this::store);
  }

  private Mono<GoldenOutput> store(GoldenOutput golden) {
    return table
        .put(golden)
        .then(
            audit.record(
                golden.recordedBy(),
                "version.golden_output",
                "model-version",
                golden.versionId(),
                null,
                Map.of("digest", golden.digest(), "maxTokens", golden.maxTokens())))
        .thenReturn(golden)
        .as(transaction::transactional);
  }

  /** How a version compares with what is recorded, and the answer where there was one. */
  record Comparison(GoldenOutput golden, GoldenOutput.Outcome outcome, String output) {}

  Mono<Comparison> compare(ServedVersion version, GoldenOutput golden) {
    return ask(version, golden.prompt(), golden.maxTokens())
        .map(
            answer ->
                new Comparison(
                    golden,
                    golden.isSameAs(answer)
                        ? GoldenOutput.Outcome.SAME
                        : GoldenOutput.Outcome.DRIFTED,
                    GoldenOutput.storable(answer.text())))
        .onErrorResume(
            failure -> {
              LOG.warn("no golden output of {}: {}", version.servedModel(), failure.getMessage());
              return Mono.just(new Comparison(golden, GoldenOutput.Outcome.UNANSWERED, null));
            })
        .flatMap(
            comparison ->
                table.compared(golden, now(), comparison.outcome()).thenReturn(comparison));
  }

  private Mono<VersionProbe.Answer> ask(ServedVersion version, String prompt, int maxTokens) {
    return probe
        .complete(version, prompt, maxTokens)
        .timeout(settings.answerWithin())
        .onErrorMap(
            TimeoutException.class,
            _ ->
                ApiFailure.conflict(
                    null,
                    "version '%s' did not answer within %d s"
                        .formatted(version.servedModel(), settings.answerWithin().toSeconds())));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
