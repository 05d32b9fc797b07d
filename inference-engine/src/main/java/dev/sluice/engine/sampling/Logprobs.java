package dev.sluice.engine.sampling;

/**
 * Natural-log probabilities of one row of raw logits: {@code logit - ln(sum of exp(logits))},
 * summed in double. Holds scratch memory; one instance per thread.
 */
public final class Logprobs {
  /** Stands for the logarithm of zero, which JSON cannot write. */
  public static final double IMPOSSIBLE = -9999.0;

  private final int vocabSize;
  private final TopSelection order;
  private final TokenWeights weights;
  private float[] logits;
  private double logSum;

  public Logprobs(int vocabSize) {
    this.vocabSize = vocabSize;
    this.weights = new TokenWeights(0);
    this.order = new TopSelection(vocabSize);
  }

  /**
   * Reads a row, which must stay unchanged while results are asked for.
   *
   * @param top how many alternatives will be asked for
   * @throws UnusableLogitsException when the row has no finite sum
   */
  public void read(float[] row, int top) {
    logits = row;
    float max = Float.NEGATIVE_INFINITY;
    for (int id = 0; id < vocabSize; id++) {
      max = Math.max(max, row[id]); // NaN if any is NaN
    }
    if (!Float.isFinite(max)) {
      throw new UnusableLogitsException("the model gave " + max + " as its largest logit");
    }
    logSum = max + StrictMath.log(weights.sum(row, vocabSize, max, 1));
    order.select(row, vocabSize, top);
  }

  public double of(int id) {
    return Math.max(IMPOSSIBLE, logits[id] - logSum);
  }

  /** Alternatives found, at most as many as asked for. */
  public int topCount() {
    return order.size();
  }

  /** The alternative at a rank, 0 for the likeliest. */
  public int topId(int rank) {
    return order.id(rank);
  }
}
