package dev.sluice.engine.schedule;

/**
 * How many prompt tokens a step may take. Beside decoding as many as keep it short: within {@link
 * #SHORT_NANOS}, which nobody who reads notices, or within twice what decoding alone takes, where
 * that is longer. So one setting suits a laptop and an accelerator, short contexts and long ones.
 * Where nobody decodes, or prompts go first, as many as keep it within a time that a cancellation
 * or a new request may have to wait.
 *
 * <p>The allowance beside decoding follows the time of the last such step in proportion. It changes
 * by half at most from one step to the next, for a single step may be slow for other reasons. What
 * a step computes never depends on it, only when.
 */
final class ChunkPace {
  /** 25 tokens per second. */
  static final long SHORT_NANOS = 40_000_000;

  /** Of the time that decoding alone takes, where that is longer. */
  private static final int SLOWED = 2;

  private static final int FIRST_TOKENS = 64;

  /** Of a long step, as long as no step has told how fast this is. */
  private static final int FIRST_LONG_TOKENS = 256;

  /** Below it weights are read and unpacked for too few tokens, and long prompts never end. */
  private static final int FEWEST_TOKENS = 32;

  /** Weight of the newest step in the mean. */
  private static final double NEWEST = 0.25;

  private final int most;
  private double tokens;
  private double decodeNanos;
  private double promptTokenNanos;

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

  /** Prompt tokens of the next step if it may take so long. */
  int tokensIn(long nanos) {
    double fitting = promptTokenNanos == 0 ? FIRST_LONG_TOKENS : nanos / promptTokenNanos;
    return (int) Math.clamp(fitting, Math.min(FIRST_TOKENS, most), most);
  }

  private double target() {
    return Math.max(SHORT_NANOS, SLOWED * decodeNanos);
  }

  /** A step without prompts took so long. */
  void decoded(long nanos) {
    decodeNanos = decodeNanos == 0 ? nanos : decodeNanos + NEWEST * (nanos - decodeNanos);
  }

  /** A step without decoding took so long with that many prompt tokens. */
  void prompted(int promptTokens, long nanos) {
    if (nanos > 0 && promptTokens >= FEWEST_TOKENS) {
      promptTokenNanos = (double) nanos / promptTokens;
    }
  }

  /** A step that also decodes took so long with that many prompt tokens. */
  void mixed(int promptTokens, long nanos) {
    prompted(promptTokens, nanos);
    double target = target();
    if (nanos <= 0 || promptTokens < tokens() && nanos <= target) {
      return; // the clock stepped, or the end of a prompt, which says little
    }
    double next = Math.clamp(promptTokens * target / nanos, tokens / 2, tokens * 3 / 2);
    tokens = Math.clamp(next, Math.min(FEWEST_TOKENS, most), most);
  }
}
