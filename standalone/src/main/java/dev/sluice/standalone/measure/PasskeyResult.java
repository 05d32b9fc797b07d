package dev.sluice.standalone.measure;

import java.util.List;

/**
 * How far back a model finds a key.
 *
 * @param context tokens of prompt and answer
 * @param points by distance, ascending
 * @param tokens tokens that were run; what a prompt shares with the one before is run once
 * @param seconds wall time
 */
public record PasskeyResult(int context, List<Point> points, long tokens, double seconds) {
  /** Success rate that counts as retrieval (arXiv 2306.15595, section 3.4). */
  private static final double RETRIEVED = 0.2;

  /**
   * One distance.
   *
   * @param distance tokens from the sentence with the key to the end of the prompt
   * @param successes trials whose greedy continuation starts with the key
   * @param meanLogprob mean natural logarithm of the key's probability per token of it
   * @param answers what the model said, one per trial
   */
  public record Point(
      int distance, int trials, int successes, double meanLogprob, List<String> answers) {

    public double successRate() {
      return (double) successes / trials;
    }
  }

  /**
   * The effective context k_max: the longest distance up to which, itself included, every distance
   * has a success rate of 20 % or more; 0 when the first has not.
   */
  public int effectiveContext() {
    int longest = 0;
    for (Point point : points) {
      if (point.successRate() < RETRIEVED) {
        break;
      }
      longest = point.distance();
    }
    return longest;
  }

  public double tokensPerSecond() {
    return seconds > 0 ? tokens / seconds : 0;
  }
}
