package dev.sluice.engine.schedule;

/**
 * How much one step may do.
 *
 * @param maxBatchTokens most tokens in one step
 * @param maxLogitRows most rows of logits in one step
 * @param maxRunning most sequences with blocks; no more than either of the above, so that every
 *     running sequence can decode in every step
 * @param prefillChunkTokens most prompt tokens in a step that also decodes: what a long prompt may
 *     add to the time between two tokens of the streams beside it. 0 for as many as {@link
 *     ChunkPace} finds, more in a {@link PromptBurst}
 * @param maxDraftTokens most tokens that are guessed ahead for one sequence in one step, 0 for none
 */
public record SchedulerLimits(
    int maxBatchTokens,
    int maxLogitRows,
    int maxRunning,
    int prefillChunkTokens,
    int maxDraftTokens) {

  /** A prompt may take this part of a step that also decodes. */
  private static final int PREFILL_SHARE = 4;

  public SchedulerLimits {
    if (maxRunning < 1 || maxRunning > Math.min(maxBatchTokens, maxLogitRows)) {
      throw new IllegalArgumentException(
          "maxRunning %d must be between 1 and the lesser of %d batch tokens and %d logit rows"
              .formatted(maxRunning, maxBatchTokens, maxLogitRows));
    }
    if (prefillChunkTokens < 0) {
      throw new IllegalArgumentException(
          "prefillChunkTokens must be 0 (by time) or more, not " + prefillChunkTokens);
    }
    if (maxDraftTokens < 0) {
      throw new IllegalArgumentException(
          "maxDraftTokens must be 0 (guess nothing) or more, not " + maxDraftTokens);
    }
  }

  /** Limits that guess nothing. */
  public SchedulerLimits(
      int maxBatchTokens, int maxLogitRows, int maxRunning, int prefillChunkTokens) {
    this(maxBatchTokens, maxLogitRows, maxRunning, prefillChunkTokens, 0);
  }

  /** Limits that guess nothing for a decoder that takes so many tokens and rows. */
  public static SchedulerLimits of(int maxBatchTokens, int maxLogitRows, int maxRunning) {
    return new SchedulerLimits(
        maxBatchTokens,
        maxLogitRows,
        Math.min(maxRunning, Math.min(maxBatchTokens, maxLogitRows)),
        Math.max(1, maxBatchTokens / PREFILL_SHARE));
  }
}
