package dev.sluice.standalone.measure;

import java.util.Arrays;

/**
 * Rates of one test.
 *
 * @param tokensPerSecond one per repetition
 */
public record BenchmarkResult(BenchmarkCase test, double[] tokensPerSecond) {

  public double mean() {
    return Arrays.stream(tokensPerSecond).average().orElse(Double.NaN);
  }

  /** Sample standard deviation, 0 for a single repetition. */
  public double standardDeviation() {
    int n = tokensPerSecond.length;
    if (n < 2) {
      return 0;
    }
    double mean = mean();
    double squares = Arrays.stream(tokensPerSecond).map(x -> (x - mean) * (x - mean)).sum();
    return Math.sqrt(squares / (n - 1));
  }
}
