package dev.sluice.gateway.route;

import dev.sluice.contract.PodLoad;
import dev.sluice.contract.RouteDecision.Candidate;
import dev.sluice.contract.ServedModel;
import dev.sluice.contract.TokenizeResult;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A pod in the light of one query: the reason why it does not qualify, or its score. The score is
 * an estimate, in prompt tokens, of the work ahead of a new stream: tokens queued, plus a share for
 * each running stream, plus a penalty as the block pool fills, minus the prompt tokens whose blocks
 * are probably cached there.
 *
 * @param load null while the pod is unreachable
 * @param model null unless the pod qualifies
 * @param candidate the figures and the verdict
 */
record Prospect(PodTable.Entry entry, PodLoad load, ServedModel model, Candidate candidate) {
  /** One decode step of a running stream delays a new one about as much as these prompt tokens. */
  private static final double RUNNING_STREAM_TOKENS = 32;

  /** A full pool means preemption or queueing: worth this many tokens. */
  private static final double FULL_POOL_TOKENS = 2048;

  /**
   * Looks at a pod.
   *
   * @param isCallable says whether an address may be called now (its circuit is closed)
   */
  static Prospect of(PodTable.Entry entry, RouteQuery query, Predicate<String> isCallable) {
    PodLoad load = entry.load;
    if (load == null) {
      return unreachable(entry);
    }
    Optional<ServedModel> model =
        load.models().stream().filter(served -> suits(served, query)).findFirst();
    String rejected = rejection(entry, load, query, isCallable, model.isPresent());
    int cached = entry.prefixes.knownBlocks(query.blockHashes());
    int streams = Math.max(load.runningStreams() + load.waitingStreams(), entry.inFlight.get());
    double poolUse =
        load.kvBlocksTotal() == 0 ? 0 : 1 - (double) load.kvBlocksFree() / load.kvBlocksTotal();
    Double score = rejected == null ? tokensAhead(load, streams, poolUse, cached) : null;
    return new Prospect(
        entry,
        load,
        model.orElse(null),
        new Candidate(
            entry.address,
            load.podId(),
            rejected,
            load.waitingTokens(),
            streams,
            poolUse,
            cached,
            score));
  }

  boolean qualifies() {
    return candidate.rejected() == null;
  }

  double score() {
    return candidate.scoreTokens();
  }

  private static double tokensAhead(PodLoad load, int streams, double poolUse, int cachedBlocks) {
    return load.waitingTokens()
        + streams * RUNNING_STREAM_TOKENS
        + poolUse * poolUse * FULL_POOL_TOKENS
        - (double) cachedBlocks * TokenizeResult.BLOCK_TOKENS;
  }

  private static String rejection(
      PodTable.Entry entry,
      PodLoad load,
      RouteQuery query,
      Predicate<String> isCallable,
      boolean isServed) {
    if (load.draining()) {
      return "draining";
    }
    if (query.excluded().contains(entry.address)) {
      return "failed_before";
    }
    if (!isCallable.test(entry.address)) {
      return "circuit_open";
    }
    return isServed ? null : mismatch(load, query);
  }

  private static String mismatch(PodLoad load, RouteQuery query) {
    if (load.models().stream().noneMatch(model -> model.name().equals(query.servedModel()))) {
      return "other_model";
    }
    boolean hasWeights =
        load.models().stream()
            .anyMatch(model -> PodTable.matches(model, query.servedModel(), query.weightsDigest()));
    return hasWeights ? "other_tokenizer" : "other_weights";
  }

  private static boolean suits(ServedModel model, RouteQuery query) {
    return PodTable.matches(model, query.servedModel(), query.weightsDigest())
        && (query.tokenizerDigest() == null
            || query.tokenizerDigest().equals(model.tokenizerDigest()));
  }

  private static Prospect unreachable(PodTable.Entry entry) {
    int streams = entry.inFlight.get();
    Candidate candidate = new Candidate(entry.address, null, "unreachable", 0, streams, 0, 0, null);
    return new Prospect(entry, null, null, candidate);
  }
}
