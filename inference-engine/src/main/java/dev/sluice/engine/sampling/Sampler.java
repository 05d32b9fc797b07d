package dev.sluice.engine.sampling;

import dev.sluice.contract.SamplingSpec;

/**
 * Chooses a token from a row of logits in the order that {@link SamplingSpec} gives: bias,
 * penalties, temperature, top-k, top-p, min-p, draw.
 *
 * <p>Temperature and the filters keep the order of logits, so top-k, top-p and min-p all keep a
 * first part of the vocabulary ordered by descending logit, then ascending id; only as much of that
 * order is made as the filters ask for. Top-p measures mass within what top-k kept.
 *
 * <p>The draw walks the kept tokens until their summed weight passes {@code u} times their total,
 * where {@code u} is Philox keyed by seed and output position. Without a filter that needs order it
 * walks in ascending id.
 *
 * <p>Holds scratch memory and does not allocate; one instance per thread.
 */
public final class Sampler {
  /** Ranks that top-p looks at first; when their mass is too small, eight times as many. */
  private static final int FIRST_RANKS = 64;

  private final int vocabSize;
  private final Philox random = new Philox();
  private final TopSelection order;
  private final TokenWeights weights;
  private final float[] ranked;

  public Sampler(int vocabSize) {
    this.vocabSize = vocabSize;
    this.order = new TopSelection(vocabSize);
    this.weights = new TokenWeights(vocabSize);
    this.ranked = new float[vocabSize];
  }

  /**
   * Chooses the token at {@code position} of a stream's output.
   *
   * @param logits {@code [vocabSize]}, raw; changed by the call
   * @param position tokens of the output before this one, those delivered by an earlier attempt
   *     included
   * @throws UnusableLogitsException when a logit is NaN or positive infinity, or all are negative
   *     infinity
   */
  public int sample(float[] logits, StreamSampling stream, long position) {
    stream.applyBias(logits);
    stream.applyPenalties(logits);
    int best = argmax(logits);
    SamplingSpec spec = stream.spec();
    if (spec.temperature() == 0 || spec.topK() == 1) {
      return best;
    }
    double u = random.uniform(spec.seed(), position);
    return spec.topK() > 0 || spec.topP() < 1
        ? drawInOrder(logits, logits[best], spec, u)
        : drawById(logits, logits[best], spec, u);
  }

  /**
   * As {@link #sample(float[], StreamSampling, long)} from the best of a row alone, with the same
   * result.
   *
   * @param ids of the best, in the order of {@link TopSelection}, NaN before everything
   * @param best their logits; not changed
   * @param count how many; at least {@link StreamSampling#decisiveLogits}, or the vocabulary
   */
  public int sample(int[] ids, float[] best, int count, StreamSampling stream, long position) {
    requireUsable(best[0], ids[0]);
    SamplingSpec spec = stream.spec();
    if (spec.temperature() == 0 || spec.topK() == 1) {
      return ids[0];
    }
    double u = random.uniform(spec.seed(), position);
    return ids[drawRanked(best, Math.min(spec.topK(), count), spec, u)];
  }

  /** The largest logit's id, the lowest one on a tie. */
  private int argmax(float[] logits) {
    int best = 0;
    float largest = Float.NEGATIVE_INFINITY;
    for (int id = 0; id < vocabSize; id++) {
      float logit = logits[id];
      if (logit > largest) {
        largest = logit;
        best = id;
      } else if (Float.isNaN(logit)) {
        requireUsable(logit, id);
      }
    }
    requireUsable(largest, best);
    return best;
  }

  private static void requireUsable(float largest, int id) {
    if (Float.isNaN(largest)) {
      throw new UnusableLogitsException("the model gave NaN as the logit of token " + id);
    }
    if (largest == Float.NEGATIVE_INFINITY) {
      throw new UnusableLogitsException("every logit is negative infinity");
    }
    if (largest == Float.POSITIVE_INFINITY) {
      throw new UnusableLogitsException("the model gave infinity as the logit of token " + id);
    }
  }

  private int drawById(float[] logits, float max, SamplingSpec spec, double u) {
    double total = weights.fill(logits, vocabSize, max, spec.temperature(), spec.minP());
    return weights.draw(u * total);
  }

  private int drawInOrder(float[] logits, float max, SamplingSpec spec, double u) {
    if (spec.topK() > 0) {
      rank(logits, Math.min(spec.topK(), vocabSize));
      return order.id(drawRanked(ranked, order.size(), spec, u));
    }
    double wanted = spec.topP() * weights.sum(logits, vocabSize, max, spec.temperature());
    rank(logits, Math.min(FIRST_RANKS, vocabSize));
    double kept = keep(ranked, order.size(), spec, wanted);
    while (weights.count() == order.size() && order.size() < vocabSize && kept < wanted) {
      rank(logits, (int) Math.min(vocabSize, 8L * order.size()));
      kept = keep(ranked, order.size(), spec, wanted);
    }
    return order.id(weights.draw(u * kept));
  }

  /** The best of the row, in order. */
  private void rank(float[] logits, int count) {
    order.select(logits, vocabSize, count);
    for (int rank = 0; rank < count; rank++) {
      ranked[rank] = logits[order.id(rank)];
    }
  }

  /** The rank of the choice among the first of {@code best}, which is in descending order. */
  private int drawRanked(float[] best, int count, SamplingSpec spec, double u) {
    double wanted = Double.POSITIVE_INFINITY;
    if (spec.topP() < 1) {
      wanted = spec.topP() * weights.sum(best, count, best[0], spec.temperature());
    }
    double kept = keep(best, count, spec, wanted);
    return weights.draw(u * kept);
  }

  private double keep(float[] best, int count, SamplingSpec spec, double wanted) {
    return weights.fillUntil(best, count, spec.temperature(), wanted, spec.minP());
  }
}
