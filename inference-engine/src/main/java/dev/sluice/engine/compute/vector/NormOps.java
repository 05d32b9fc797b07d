package dev.sluice.engine.compute.vector;

import static dev.sluice.engine.compute.vector.Lanes.COUNT;
import static dev.sluice.engine.compute.vector.Lanes.load;
import static dev.sluice.engine.compute.vector.Lanes.loadPart;
import static dev.sluice.engine.compute.vector.Lanes.store;
import static dev.sluice.engine.compute.vector.Lanes.storePart;

import jdk.incubator.vector.FloatVector;

/**
 * Norms of {@code count} floats: a row, or one head of it. {@code spare} takes one vector; {@code
 * to} may be {@code from}.
 */
final class NormOps {
  private NormOps() {}

  static void rms(long from, long weight, float epsilon, int count, long to, long spare) {
    int whole = Lanes.F.loopBound(count);
    FloatVector squares = Lanes.zero();
    for (int i = 0; i < whole; i += COUNT) {
      FloatVector v = load(from + i * 4L);
      squares = v.fma(v, squares);
    }
    FloatVector tail = loadPart(from + whole * 4L, count - whole);
    squares = tail.fma(tail, squares);
    float mean = VectorMath.sumLanes(squares, spare) / count;
    float scale = (float) (1 / Math.sqrt(mean + (double) epsilon));
    for (int i = 0; i < whole; i += COUNT) {
      store(load(from + i * 4L).mul(scale).mul(load(weight + i * 4L)), to + i * 4L);
    }
    if (whole < count) {
      FloatVector w = loadPart(weight + whole * 4L, count - whole);
      storePart(tail.mul(scale).mul(w), to + whole * 4L, count - whole);
    }
  }

  /**
   * @param bias 0 for none
   */
  static void layer(
      long from, long weight, long bias, float epsilon, int count, long to, long spare) {
    float mean = mean(from, count, spare);
    float variance = variance(from, mean, count, spare);
    float scale = (float) (1 / Math.sqrt(variance + (double) epsilon));
    int whole = Lanes.F.loopBound(count);
    for (int i = 0; i < whole; i += COUNT) {
      FloatVector normed = load(from + i * 4L).sub(mean).mul(scale);
      FloatVector b = bias == 0 ? Lanes.zero() : load(bias + i * 4L);
      store(normed.fma(load(weight + i * 4L), b), to + i * 4L);
    }
    if (whole < count) {
      int rest = count - whole;
      FloatVector normed = loadPart(from + whole * 4L, rest).sub(mean).mul(scale);
      FloatVector b = bias == 0 ? Lanes.zero() : loadPart(bias + whole * 4L, rest);
      storePart(normed.fma(loadPart(weight + whole * 4L, rest), b), to + whole * 4L, rest);
    }
  }

  private static float mean(long from, int count, long spare) {
    int whole = Lanes.F.loopBound(count);
    FloatVector sum = loadPart(from + whole * 4L, count - whole);
    for (int i = 0; i < whole; i += COUNT) {
      sum = sum.add(load(from + i * 4L));
    }
    return VectorMath.sumLanes(sum, spare) / count;
  }

  /** The second pass: squares of differences, so that a large mean does not cancel. */
  private static float variance(long from, float mean, int count, long spare) {
    int whole = Lanes.F.loopBound(count);
    FloatVector sum = Lanes.zero();
    for (int i = 0; i < whole; i += COUNT) {
      FloatVector difference = load(from + i * 4L).sub(mean);
      sum = difference.fma(difference, sum);
    }
    float variance = VectorMath.sumLanes(sum, spare);
    for (int i = whole; i < count; i++) {
      float difference = Lanes.get(from + i * 4L) - mean;
      variance += difference * difference;
    }
    return variance / count;
  }
}
