package dev.sluice.standalone.measure;

/**
 * Mean and spread of negative log-likelihoods by Welford's recurrence (Technometrics 4, 1962),
 * which does not lose digits however many there are.
 */
final class LossTally {
  private long count;
  private double mean;
  private double squares;

  void add(double loss) {
    count++;
    double delta = loss - mean;
    mean += delta / count;
    squares += delta * (loss - mean);
  }

  long count() {
    return count;
  }

  double mean() {
    return mean;
  }

  /** Standard error of the mean as if the losses were independent; 0 below two. */
  double standardError() {
    return count < 2 ? 0 : Math.sqrt(squares / (count - 1) / count);
  }
}
