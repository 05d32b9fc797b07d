package dev.sluice.gateway.route;

import dev.sluice.contract.RouteDecision;
import dev.sluice.contract.RouteDecision.Candidate;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Filter, score, pick: {@link Prospect} says which pods qualify and how good they are. Among pods
 * that are about as good as the best one, two are drawn and the one with fewer streams of this
 * gateway wins: with several gateways nobody herds to one pod between two load reports. Every
 * decision is noted in the {@link RouteLog}.
 */
@Component
public class Router {
  /** Scores this close are a tie: one chunk of prefill. */
  private static final double TIE_TOKENS = 64;

  /** The best first, so that a long list loses what matters least. */
  private static final Comparator<Candidate> BY_SCORE =
      Comparator.comparing(Candidate::scoreTokens, Comparator.nullsLast(Comparator.naturalOrder()));

  private final PodTable table;
  private final RouteLog log;
  private final RandomGenerator random;
  private final Clock clock;

  @Autowired
  public Router(PodTable table, RouteLog log, Clock clock) {
    this(table, log, RandomGenerator.getDefault(), clock);
  }

  Router(PodTable table, RouteLog log, RandomGenerator random, Clock clock) {
    this.table = table;
    this.log = log;
    this.random = random;
    this.clock = clock;
  }

  /**
   * Chooses a pod.
   *
   * @param isCallable says whether an address may be called now (its circuit is closed)
   * @return empty when no pod qualifies
   */
  public Optional<PodLease> pick(RouteQuery query, Predicate<String> isCallable) {
    List<Prospect> all =
        table.entries().map(entry -> Prospect.of(entry, query, isCallable)).toList();
    Optional<Prospect> choice = draw(all.stream().filter(Prospect::qualifies).toList());
    log.note(decision(query, all, choice));
    choice.ifPresent(chosen -> chosen.entry().prefixes.remember(query.blockHashes()));
    return choice.map(
        chosen -> new PodLease(chosen.entry(), chosen.load().podId(), chosen.model()));
  }

  private Optional<Prospect> draw(List<Prospect> candidates) {
    if (candidates.isEmpty()) {
      return Optional.empty();
    }
    double best = candidates.stream().mapToDouble(Prospect::score).min().orElseThrow();
    List<Prospect> near =
        candidates.stream().filter(pod -> pod.score() <= best + TIE_TOKENS).toList();
    Prospect first = near.get(random.nextInt(near.size()));
    Prospect second = near.get(random.nextInt(near.size()));
    return Optional.of(
        second.entry().inFlight.get() < first.entry().inFlight.get() ? second : first);
  }

  private RouteDecision decision(RouteQuery query, List<Prospect> all, Optional<Prospect> choice) {
    Occasion occasion = query.occasion();
    return new RouteDecision(
        occasion.requestId(),
        occasion.clientRequestId(),
        clock.millis(),
        occasion.choice(),
        occasion.attempt(),
        query.servedModel(),
        query.weightsDigest(),
        query.blockHashes().length,
        occasion.deliveredTokens(),
        occasion.previousFailure(),
        choice.map(chosen -> chosen.entry().address).orElse(null),
        TIE_TOKENS,
        shown(all, choice));
  }

  /** The picked one first: it must not be lost when there are many. */
  private static List<Candidate> shown(List<Prospect> all, Optional<Prospect> choice) {
    Candidate picked = choice.map(Prospect::candidate).orElse(null);
    return all.stream()
        .map(Prospect::candidate)
        .sorted(
            Comparator.<Candidate>comparingInt(one -> one == picked ? 0 : 1)
                .thenComparing(BY_SCORE))
        .limit(RouteDecision.MOST_CANDIDATES)
        .toList();
  }
}
