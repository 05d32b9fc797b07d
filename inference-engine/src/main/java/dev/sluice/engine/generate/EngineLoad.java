package dev.sluice.engine.generate;

import dev.sluice.contract.PodLoad;
import dev.sluice.contract.ServedModel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * What the engine has done and is doing. Written by the engine thread, read by any thread; a
 * snapshot may mix numbers of two neighbouring steps.
 */
final class EngineLoad {
  /** Weight of the newest stream in the average time to the first token. */
  private static final double NEWEST_WEIGHT = 0.2;

  private final LongSupplier nanoClock;
  private final StreamCount streams = new StreamCount();
  private final RateMeter generatedRate;
  private final RateMeter promptRate;
  private final AtomicLong snapshots = new AtomicLong();
  private final int blocksTotal;
  private volatile int running;
  private volatile int blocksAvailable;
  private volatile long promptTokens;
  private volatile long prefixHitTokens;
  private volatile long generatedTokens;
  private volatile double firstTokenMillis;
  private volatile long draftTokens;
  private volatile long acceptedTokens;
  private volatile String failure;

  EngineLoad(LongSupplier nanoClock, int blocksTotal) {
    this.nanoClock = nanoClock;
    this.blocksTotal = blocksTotal;
    this.blocksAvailable = blocksTotal;
    this.generatedRate = new RateMeter(nanoClock.getAsLong());
    this.promptRate = new RateMeter(nanoClock.getAsLong());
  }

  /** Streams from submission to last event. */
  StreamCount streams() {
    return streams;
  }

  @SuppressWarnings("NonAtomicOperationOnVolatileField") // the engine thread is the only writer
  void promptStarted(int tokens, int cachedTokens) {
    promptTokens += tokens;
    prefixHitTokens += cachedTokens;
  }

  void firstToken(long nanos) {
    double millis = nanos / 1e6;
    double before = firstTokenMillis;
    firstTokenMillis = before == 0 ? millis : before + NEWEST_WEIGHT * (millis - before);
  }

  @SuppressWarnings("NonAtomicOperationOnVolatileField") // the engine thread is the only writer
  void stepped(int prefilled, int generated) {
    long now = nanoClock.getAsLong();
    generatedTokens += generated;
    generatedRate.add(now, generated);
    promptRate.add(now, prefilled);
  }

  /**
   * @param drafted tokens guessed in a step
   * @param accepted how many of them were right
   */
  @SuppressWarnings("NonAtomicOperationOnVolatileField") // the engine thread is the only writer
  void speculated(int drafted, int accepted) {
    draftTokens += drafted;
    acceptedTokens += accepted;
  }

  Speculation speculation() {
    return new Speculation(draftTokens, acceptedTokens);
  }

  void holds(int runningStreams, int availableBlocks) {
    running = runningStreams;
    blocksAvailable = availableBlocks;
  }

  /** Nothing will be generated any more, for that reason. */
  void failed(String reason) {
    failure = reason;
  }

  Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  double promptTokensPerSecond() {
    return promptRate.perSecond(nanoClock.getAsLong());
  }

  PodLoad snapshot(
      String podId, ServedModel model, long queuedTokens, boolean draining, String backend) {
    int nowRunning = running;
    String failed = failure;
    return new PodLoad(
        podId,
        snapshots.incrementAndGet(),
        List.of(model),
        nowRunning,
        Math.max(0, streams.get() - nowRunning),
        queuedTokens,
        blocksTotal,
        blocksAvailable,
        prefixHitTokens,
        promptTokens,
        generatedTokens,
        generatedRate.perSecond(nanoClock.getAsLong()),
        firstTokenMillis,
        draining || failed != null,
        failed == null ? backend : backend + "; " + failed);
  }
}
