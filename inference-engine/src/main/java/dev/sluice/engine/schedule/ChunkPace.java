package dev.sluice.engine.schedule;

/**
 * How many prompt tokens a step that also decodes may take. As many as keep it short: within {@link
 * #SHORT_NANOS}, which nobody who reads notices, or within twice what decoding alone takes, where
 * that is longer. So one setting suits a laptop and an accelerator, short contexts and long ones.
 *
 * <p>The allowance follows the time of the last such step in proportion. It changes by half at most
 * from one step to the next, for a single step may be slow for other reasons. What a step computes
 * never depends on it, only when.
 */
final class ChunkPace {
  /** 25 tokens per second. */
  static final long SHORT_NANOS = 40_000_000;

  /** Of the time that decoding alone takes, where that is longer. */
  private static final int SLOWED = 2;

  private static final int FIRST_TOKENS = 64;

  /** Below it weights are read and unpacked for too few tokens, and long prompts never end. */
  private static final int FEWEST_TOKENS = 32;

  /** Weight of the newest step in the mean. */
  private static final double NEWEST = 0.25;

  private final int most;
  private double tokens;
  private double decodeNanos;

  /**
   * @param most tokens of a step
   */
  ChunkPace(int most) {
    this.most = most;
    this.tokens = Math.min(FIRST_TOKENS, most);
  }

  /** Prompt tokens of the next step that also decodes. */
  int tokens() {
    return (int) tokens;
  }

  /** At the same pace, prompt tokens of a step that may take so long, and never fewer. */
  int tokensIn(long nanos) {
    return (int) Math.clamp(tokens * nanos / target(), tokens, most);
  }

  private double target() {
    return Math.max(SHORT_NANOS, SLOWED * decodeNanos);
  }

  /** A step without prompts took so long. */
  void decoded(long nanos) {
    decodeNanos = decodeNanos == 0 ? nanos : decodeNanos + NEWEST * (nanos - decodeNanos);
  }

  /** A step that also decodes took so long with that many prompt tokens. */
  void mixed(int promptTokens, long nanos) {
    double target = target();
    if (nanos <= 0 || promptTokens < tokens() && nanos <= target) {
      return; // the clock stepped, or the end of a prompt, which says little
    }
    double next = Math.clamp(promptTokens * target / nanos, tokens / 2, tokens * 3 / 2);
    tokens = Math.clamp(next, Math.min(FEWEST_TOKENS, most), most);
  }
}
