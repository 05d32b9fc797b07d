package dev.sluice.gateway.route;

import dev.sluice.contract.PodLoad;
import dev.sluice.contract.ServedModel;
import dev.sluice.contract.TokenizeResult;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Filter, score, pick. The score is an estimate, in prompt tokens, of the work ahead of a new
 * stream: tokens queued, plus a share for each running stream, plus a penalty as the block pool
 * fills, minus the prompt tokens whose blocks are probably cached there. Among pods that are about
 * as good as the best one, two are drawn and the one with fewer streams of this gateway wins: with
 * several gateways nobody herds to one pod between two load reports.
 */
@Component
public class Router {
  /** One decode step of a running stream delays a new one about as much as these prompt tokens. */
  private static final double RUNNING_STREAM_TOKENS = 32;

  /** A full pool means preemption or queueing: worth this many tokens. */
  private static final double FULL_POOL_TOKENS = 2048;

  /** Scores this close are a tie: one chunk of prefill. */
  private static final double TIE_TOKENS = 64;

  private record Scored(PodTable.Entry entry, PodLoad load, ServedModel model, double tokens) {}

  private final PodTable table;
  private final RandomGenerator random;

  @Autowired
  public Router(PodTable table) {
    this(table, RandomGenerator.getDefault());
  }

  Router(PodTable table, RandomGenerator random) {
    this.table = table;
    this.random = random;
  }

  /**
   * Chooses a pod.
   *
   * @param isCallable says whether an address may be called now (its circuit is closed)
   * @return empty when no pod qualifies
   */
  public Optional<PodLease> pick(RouteQuery query, Predicate<String> isCallable) {
    List<Scored> candidates =
        table
            .entries()
            .filter(entry -> entry.isReady() && !query.excluded().contains(entry.address))
            .filter(entry -> isCallable.test(entry.address))
            .flatMap(entry -> score(entry, query).stream())
            .toList();
    if (candidates.isEmpty()) {
      return Optional.empty();
    }
    Scored choice = draw(candidates);
    choice.entry().prefixes.remember(query.blockHashes());
    return Optional.of(new PodLease(choice.entry(), choice.load().podId(), choice.model()));
  }

  private Optional<Scored> score(PodTable.Entry entry, RouteQuery query) {
    PodLoad load = entry.load;
    if (load == null) {
      return Optional.empty();
    }
    return load.models().stream()
        .filter(model -> PodTable.matches(model, query.servedModel(), query.weightsDigest()))
        .filter(
            model ->
                query.tokenizerDigest() == null
                    || query.tokenizerDigest().equals(model.tokenizerDigest()))
        .findFirst()
        .map(model -> new Scored(entry, load, model, tokensAhead(entry, load, query)));
  }

  private static double tokensAhead(PodTable.Entry entry, PodLoad load, RouteQuery query) {
    double poolUse =
        load.kvBlocksTotal() == 0 ? 0 : 1 - (double) load.kvBlocksFree() / load.kvBlocksTotal();
    int streams = Math.max(load.runningStreams() + load.waitingStreams(), entry.inFlight.get());
    int cached = entry.prefixes.knownBlocks(query.blockHashes());
    return load.waitingTokens()
        + streams * RUNNING_STREAM_TOKENS
        + poolUse * poolUse * FULL_POOL_TOKENS
        - (double) cached * TokenizeResult.BLOCK_TOKENS;
  }

  private Scored draw(List<Scored> candidates) {
    double best = candidates.stream().mapToDouble(Scored::tokens).min().orElseThrow();
    List<Scored> near =
        candidates.stream().filter(pod -> pod.tokens() <= best + TIE_TOKENS).toList();
    Scored first = near.get(random.nextInt(near.size()));
    Scored second = near.get(random.nextInt(near.size()));
    return second.entry().inFlight.get() < first.entry().inFlight.get() ? second : first;
  }
}
