package dev.sluice.engine.sampling;

/**
 * Softmax weights {@code exp((logit - max) / temperature)} of tokens, their sum, and draws from
 * them. In double, which cannot overflow however small the temperature is.
 *
 * <p>A sum is that of blocks in order, a block's that of {@link #LANES} partial sums, of every
 * eighth weight each: an order that machines with vectors of any length can keep to, and a draw
 * passes over whole blocks. Holds scratch memory; one instance per thread.
 */
final class TokenWeights {
  /** Weights that are summed by themselves; a multiple of {@link #LANES}. */
  private static final int BLOCK = 512;

  private static final int LANES = 8;

  /** Looked for when first needed: greedy choices need none. */
  private static final class Found {
    static final Exponentials EXPONENTIALS = Exponentials.fastest();
  }

  private final double[] weights;
  private final double[] blockSums;
  private int count;

  /**
   * @param capacity most tokens to draw from
   */
  TokenWeights(int capacity) {
    this.weights = new double[Math.max(BLOCK, capacity)];
    this.blockSums = new double[(capacity + BLOCK - 1) / BLOCK];
  }

  /**
   * The sum over a row of any length; what was filled before is lost.
   *
   * @param max its largest logit, finite
   */
  double sum(float[] row, int length, float max, double temperature) {
    double total = 0;
    for (int from = 0; from < length; from += BLOCK) {
      int some = Math.min(BLOCK, length - from);
      Found.EXPONENTIALS.weigh(row, from, some, max, temperature, weights, 0);
      total += sumOf(0, some);
    }
    return total;
  }

  /**
   * Weighs a row; weights below {@code least} become zero.
   *
   * @return their sum
   */
  double fill(float[] row, int length, float max, double temperature, double least) {
    count = length;
    double total = 0;
    for (int from = 0; from < length; from += BLOCK) {
      int some = Math.min(BLOCK, length - from);
      Found.EXPONENTIALS.weigh(row, from, some, max, temperature, weights, from);
      if (least > 0) {
        drop(from, some, least);
      }
      blockSums[from / BLOCK] = sumOf(from, some);
      total += blockSums[from / BLOCK];
    }
    return total;
  }

  /**
   * Weighs the first of a descending row, until their sum has reached {@code wanted} or one is
   * below {@code least}.
   *
   * @return their sum
   */
  double fillUntil(float[] row, int length, double temperature, double wanted, double least) {
    double total = 0;
    count = 0;
    for (int from = 0; from < length && total < wanted; from += BLOCK) {
      int some = Math.min(BLOCK, length - from);
      Found.EXPONENTIALS.weigh(row, from, some, row[0], temperature, weights, from);
      double before = total;
      int end = from + some;
      while (count < end && total < wanted && weights[count] >= least) {
        total += weights[count++];
      }
      blockSums[from / BLOCK] = total - before;
      if (count < end) {
        break;
      }
    }
    return total;
  }

  /** How many weights there are. */
  int count() {
    return count;
  }

  private void drop(int from, int some, double least) {
    for (int i = from; i < from + some; i++) {
      weights[i] = weights[i] >= least ? weights[i] : 0;
    }
  }

  private double sumOf(int from, int some) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    int i = from;
    for (; i < from + some - some % LANES; i += LANES) {
      s0 += weights[i];
      s1 += weights[i + 1];
      s2 += weights[i + 2];
      s3 += weights[i + 3];
      s4 += weights[i + 4];
      s5 += weights[i + 5];
      s6 += weights[i + 6];
      s7 += weights[i + 7];
    }
    double sum = ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    for (; i < from + some; i++) {
      sum += weights[i];
    }
    return sum;
  }

  /** The first index at which the sum of the weights up to it passes {@code target}. */
  int draw(double target) {
    double sum = 0;
    for (int from = 0; from < count; from += BLOCK) {
      double blockSum = blockSums[from / BLOCK];
      if (sum + blockSum > target) {
        int found = drawWithin(from, target - sum);
        if (found >= 0) {
          return found;
        }
      }
      sum += blockSum;
    }
    return lastPositive(); // rounding kept the sum at or below the target
  }

  private int drawWithin(int from, double target) {
    double sum = 0;
    for (int i = from; i < Math.min(from + BLOCK, count); i++) {
      sum += weights[i];
      if (weights[i] > 0 && sum > target) {
        return i;
      }
    }
    return -1;
  }

  private int lastPositive() {
    int last = count - 1;
    while (last > 0 && weights[last] == 0) {
      last--;
    }
    return last;
  }
}
