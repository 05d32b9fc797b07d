package dev.sluice.engine.model;

/**
 * Which experts a token passes and with what weights: a softmax over all, of which the largest are
 * kept. A choice depends on the token's own scores alone. Among equal scores the lower expert wins.
 */
final class ExpertRouter {
  private final FeedForward.Experts spec;
  private final double[] probabilities;

  ExpertRouter(FeedForward.Experts spec) {
    this.spec = spec;
    this.probabilities = new double[spec.count()];
  }

  /**
   * @param scores one per expert
   * @param weights receives the weight of each chosen expert and 0 for the others
   */
  void choose(float[] scores, float[] weights) {
    double sum = softmax(scores);
    double chosenSum = 0;
    java.util.Arrays.fill(weights, 0, spec.count(), 0);
    for (int rank = 0; rank < spec.used(); rank++) {
      int best = -1;
      for (int expert = 0; expert < spec.count(); expert++) {
        boolean isFree = weights[expert] == 0;
        if (isFree && (best < 0 || probabilities[expert] > probabilities[best])) {
          best = expert;
        }
      }
      weights[best] = Math.max(Float.MIN_VALUE, (float) (probabilities[best] / sum));
      chosenSum += probabilities[best] / sum;
    }
    if (spec.renormalises()) {
      for (int expert = 0; expert < spec.count(); expert++) {
        weights[expert] = (float) (weights[expert] / chosenSum);
      }
    }
  }

  private double softmax(float[] scores) {
    double max = Double.NEGATIVE_INFINITY;
    for (int expert = 0; expert < spec.count(); expert++) {
      max = Math.max(max, scores[expert]);
    }
    double sum = 0;
    for (int expert = 0; expert < spec.count(); expert++) {
      probabilities[expert] = Math.exp(scores[expert] - max);
      sum += probabilities[expert];
    }
    return sum;
  }
}
