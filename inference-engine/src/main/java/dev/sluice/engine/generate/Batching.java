package dev.sluice.engine.generate;

import dev.sluice.engine.model.Decoder;
import dev.sluice.engine.schedule.SchedulerLimits;

/**
 * How an engine shares its steps between streams.
 *
 * @param maxRunningStreams most streams in one step
 * @param maxQueuedTokens prompt tokens that may wait; beyond it requests are refused with {@code
 *     QUEUE_FULL}
 * @param prefillChunkTokens most prompt tokens in a step that also decodes: fewer keep the time
 *     between two tokens even while a long prompt comes in, more read the prompt sooner. 0 finds as
 *     many as keep it short, see {@link dev.sluice.engine.schedule.SchedulerLimits}
 * @param maxDraftTokens most tokens guessed ahead for one stream in one step, 0 to guess nothing.
 *     Never changes what a stream says
 */
public record Batching(
    int maxRunningStreams, int maxQueuedTokens, int prefillChunkTokens, int maxDraftTokens) {
  /** Most tokens in one step of a pod. */
  public static final int DEFAULT_BATCH_TOKENS = 1024;

  public static final int DEFAULT_PREFILL_CHUNK_TOKENS = 0;
  public static final int DEFAULT_DRAFT_TOKENS = 0;

  /** With the defaults for how steps are shared. */
  public static Batching of(int maxRunningStreams, int maxQueuedTokens) {
    return new Batching(
        maxRunningStreams, maxQueuedTokens, DEFAULT_PREFILL_CHUNK_TOKENS, DEFAULT_DRAFT_TOKENS);
  }

  /** What a decoder that takes so many tokens and rows can do of it. */
  SchedulerLimits limits(Decoder decoder) {
    int batch = decoder.maxBatchTokens();
    int rows = decoder.maxLogitRows();
    return new SchedulerLimits(
        batch,
        rows,
        Math.min(maxRunningStreams, Math.min(batch, rows)),
        Math.min(prefillChunkTokens, batch),
        maxDraftTokens);
  }
}
