package dev.sluice.engine.schedule;

/**
 * How long a step with prompts may stop those that decode. Where far more sequences wait for their
 * first token than decode, the few lose less by a pause than the many gain when their prompts are
 * read in large steps, and all of them decode together afterwards, in full steps, instead of one by
 * one. Such a burst lasts until nobody waits for a first token, or until its steps have taken
 * {@link #LONGEST_NANOS}; the next can begin only after a moment in which nobody waited, so a queue
 * that never empties does not stop those that decode again and again.
 */
final class PromptBurst {
  static final long LONGEST_NANOS = 1_000_000_000;

  /** So many must wait for each that decodes. */
  private static final int OUTNUMBERED = 2;

  private boolean isBegun;
  private long nanos;

  /**
   * Before each step.
   *
   * @param awaiting sequences that can run and have not had a token yet
   * @return for how long this step may stop those that decode, if any; 0 where there is no burst
   */
  long nanos(int decoding, int awaiting) {
    if (awaiting == 0) {
      isBegun = false;
      nanos = 0;
    }
    if (decoding == 0) {
      return LONGEST_NANOS;
    }
    isBegun |= awaiting >= OUTNUMBERED * decoding;
    return isBegun ? Math.max(0, LONGEST_NANOS - nanos) : 0;
  }

  /** A step with prompts and decoding sequences took so long. */
  void mixed(long stepNanos) {
    if (isBegun) {
      nanos += Math.max(0, stepNanos);
    }
  }
}
