package dev.sluice.admin.rollout;

import dev.sluice.admin.playground.VersionProbe;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a load test found.
 *
 * @param firstTokenP50Millis by nearest rank over the requests that were answered, null without any
 * @param firstTokenP95Millis likewise
 * @param tokensPerSecond of all requests together
 * @param errors error code to how often
 */
record TrialFigures(
    int requests,
    int concurrency,
    int tokensPerRequest,
    int failures,
    Long firstTokenP50Millis,
    Long firstTokenP95Millis,
    long tokensPerSecond,
    Map<String, Integer> errors) {

  /** How one request ended: with an answer or an error code, the other being null. */
  record Outcome(VersionProbe.Answer answer, String errorCode) {}

  /** Requests that are missing in the outcomes did not end in time. */
  static TrialFigures of(TrialSettings settings, List<Outcome> outcomes, Duration took) {
    Map<String, Integer> errors = new TreeMap<>();
    outcomes.stream()
        .filter(outcome -> outcome.answer() == null)
        .forEach(outcome -> errors.merge(outcome.errorCode(), 1, Integer::sum));
    if (outcomes.size() < settings.requests()) {
      errors.merge("deadline_exceeded", settings.requests() - outcomes.size(), Integer::sum);
    }
    List<VersionProbe.Answer> answers =
        outcomes.stream().map(Outcome::answer).filter(java.util.Objects::nonNull).toList();
    List<Long> firstTokens =
        answers.stream().map(answer -> answer.firstToken().toMillis()).sorted().toList();
    long tokens = answers.stream().mapToLong(answer -> answer.tokens().size()).sum();
    return new TrialFigures(
        settings.requests(),
        settings.concurrency(),
        settings.tokens(),
        settings.requests() - answers.size(),
        rank(firstTokens, 50),
        rank(firstTokens, 95),
        tokens * 1000 / Math.max(1, took.toMillis()),
        errors);
  }

  private static Long rank(List<Long> sorted, int percent) {
    return sorted.isEmpty() ? null : sorted.get(Math.ceilDiv(sorted.size() * percent, 100) - 1);
  }
}
