package dev.sluice.inference.engines;

import dev.sluice.contract.PodLoad;
import dev.sluice.contract.ServedModel;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/**
 * Adds up the loads of a pod's engines. What closed engines have done stays in the sums, so that
 * counters never fall. Safe for use by any thread.
 */
final class LoadSum {
  private static final String NO_BACKEND = "none: no version is loaded";

  private final String podId;
  private final AtomicLong sequence = new AtomicLong();
  private final AtomicLong retiredHits = new AtomicLong();
  private final AtomicLong retiredPrompt = new AtomicLong();
  private final AtomicLong retiredGenerated = new AtomicLong();

  LoadSum(String podId) {
    this.podId = podId;
  }

  void retired(PodLoad last) {
    retiredHits.addAndGet(last.prefixHitTokens());
    retiredPrompt.addAndGet(last.promptTokens());
    retiredGenerated.addAndGet(last.generatedTokens());
  }

  PodLoad of(List<ServedModel> models, List<PodLoad> loads, boolean draining) {
    return new PodLoad(
        podId,
        sequence.incrementAndGet(),
        models,
        count(loads, PodLoad::runningStreams),
        count(loads, PodLoad::waitingStreams),
        tokens(loads, PodLoad::waitingTokens),
        count(loads, PodLoad::kvBlocksTotal),
        count(loads, PodLoad::kvBlocksFree),
        retiredHits.get() + tokens(loads, PodLoad::prefixHitTokens),
        retiredPrompt.get() + tokens(loads, PodLoad::promptTokens),
        retiredGenerated.get() + tokens(loads, PodLoad::generatedTokens),
        rate(loads, PodLoad::tokensPerSecond),
        firstTokenMillis(loads),
        draining,
        loads.isEmpty() ? NO_BACKEND : loads.getFirst().backend());
  }

  /** Of the engines that have had a first token. */
  private static double firstTokenMillis(List<PodLoad> loads) {
    return loads.stream()
        .mapToDouble(PodLoad::timeToFirstTokenMillis)
        .filter(millis -> millis > 0)
        .average()
        .orElse(0);
  }

  private static int count(List<PodLoad> loads, ToIntFunction<PodLoad> figure) {
    return loads.stream().mapToInt(figure).sum();
  }

  private static long tokens(List<PodLoad> loads, ToLongFunction<PodLoad> figure) {
    return loads.stream().mapToLong(figure).sum();
  }

  private static double rate(List<PodLoad> loads, ToDoubleFunction<PodLoad> figure) {
    return loads.stream().mapToDouble(figure).sum();
  }
}
