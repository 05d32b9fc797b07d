package dev.sluice.engine.sampling;

import dev.sluice.contract.SamplingSpec;

/**
 * Chooses a token from a row of logits in the order that {@link SamplingSpec} gives: bias,
 * penalties, temperature, top-k, top-p, min-p, draw.
 *
 * <p>Temperature and the filters keep the order of logits, so top-k, top-p and min-p all keep a
 * first part of the vocabulary ordered by descending logit, then ascending id; only as much of that
 * order is made as the filters ask for. Weights are {@code exp((logit - max) / temperature)} in
 * double, which cannot overflow however small the temperature is. Top-p measures mass within what
 * top-k kept.
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
  private final double[] weights;
  private int keptRanks;

  public Sampler(int vocabSize) {
    this.vocabSize = vocabSize;
    this.order = new TopSelection(vocabSize);
    this.weights = new double[vocabSize];
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

  /** The largest logit's id, the lowest one on a tie. */
  private int argmax(float[] logits) {
    int best = -1;
    float largest = Float.NEGATIVE_INFINITY;
    for (int id = 0; id < vocabSize; id++) {
      float logit = logits[id];
      if (logit > largest) {
        largest = logit;
        best = id;
      } else if (Float.isNaN(logit)) {
        throw new UnusableLogitsException("the model gave NaN as the logit of token " + id);
      }
    }
    if (best < 0) {
      throw new UnusableLogitsException("every logit is negative infinity");
    }
    if (largest == Float.POSITIVE_INFINITY) {
      throw new UnusableLogitsException("the model gave infinity as the logit of token " + best);
    }
    return best;
  }

  private int drawById(float[] logits, float max, SamplingSpec spec, double u) {
    double total = 0;
    for (int id = 0; id < vocabSize; id++) {
      double weight = weight(logits[id], max, spec);
      weights[id] = weight >= spec.minP() ? weight : 0;
      total += weights[id];
    }
    return walk(vocabSize, u * total);
  }

  private int drawInOrder(float[] logits, float max, SamplingSpec spec, double u) {
    boolean limitsCount = spec.topK() > 0;
    boolean limitsMass = spec.topP() < 1;
    int most = limitsCount ? Math.min(spec.topK(), vocabSize) : vocabSize;
    int ranks = limitsCount ? most : Math.min(FIRST_RANKS, most);
    order.select(logits, vocabSize, ranks);
    double wanted = Double.POSITIVE_INFINITY;
    if (limitsMass) {
      wanted =
          spec.topP() * (limitsCount ? massOfRanks(logits, max, spec) : mass(logits, max, spec));
    }
    double kept = keep(logits, max, spec, wanted);
    while (keptRanks == ranks && ranks < most && kept < wanted) {
      ranks = (int) Math.min(most, 8L * ranks);
      order.select(logits, vocabSize, ranks);
      kept = keep(logits, max, spec, wanted);
    }
    return order.id(walk(keptRanks, u * kept));
  }

  /** Weighs ranks until {@code wanted} mass is reached or min-p ends them; returns their mass. */
  private double keep(float[] logits, float max, SamplingSpec spec, double wanted) {
    double total = 0;
    int rank = 0;
    while (rank < order.size() && total < wanted) {
      double weight = weight(logits[order.id(rank)], max, spec);
      if (weight < spec.minP()) {
        break;
      }
      weights[rank++] = weight;
      total += weight;
    }
    keptRanks = rank;
    return total;
  }

  private double mass(float[] logits, float max, SamplingSpec spec) {
    double total = 0;
    for (int id = 0; id < vocabSize; id++) {
      total += weight(logits[id], max, spec);
    }
    return total;
  }

  private double massOfRanks(float[] logits, float max, SamplingSpec spec) {
    double total = 0;
    for (int rank = 0; rank < order.size(); rank++) {
      total += weight(logits[order.id(rank)], max, spec);
    }
    return total;
  }

  /** Probability relative to the likeliest token. */
  private static double weight(float logit, float max, SamplingSpec spec) {
    return PortableExp.exp(((double) logit - max) / spec.temperature());
  }

  private int walk(int count, double target) {
    double sum = 0;
    int last = 0;
    for (int i = 0; i < count; i++) {
      sum += weights[i];
      if (weights[i] > 0) {
        last = i;
        if (sum > target) {
          return i;
        }
      }
    }
    return last; // rounding kept the sum at or below the target
  }
}
