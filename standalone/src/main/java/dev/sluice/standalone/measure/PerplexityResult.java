package dev.sluice.standalone.measure;

import java.util.List;

/**
 * How well a model predicts a text.
 *
 * @param context tokens per window
 * @param stride tokens between the starts of two windows
 * @param windows how many there were
 * @param tokens scored tokens
 * @param meanLoss mean negative natural logarithm of a scored token's probability
 * @param standardError of {@code meanLoss}, as if tokens were independent
 * @param buckets by position within the window, ascending; empty ones are left out
 * @param seconds wall time
 */
public record PerplexityResult(
    int context,
    int stride,
    int windows,
    long tokens,
    double meanLoss,
    double standardError,
    List<Bucket> buckets,
    double seconds) {

  /**
   * Tokens that had between {@code from} and {@code to - 1} tokens before them in their window.
   *
   * @param from first position, inclusive
   * @param to last position, exclusive
   */
  public record Bucket(int from, int to, long tokens, double meanLoss) {

    public double perplexity() {
      return Math.exp(meanLoss);
    }
  }

  public double perplexity() {
    return Math.exp(meanLoss);
  }

  /** Of the perplexity, to first order. */
  public double perplexityError() {
    return perplexity() * standardError;
  }

  public double tokensPerSecond() {
    return seconds > 0 ? tokens / seconds : 0;
  }
}
