package dev.sluice.engine.compute.vector;

import static dev.sluice.engine.compute.vector.Lanes.COUNT;

import dev.sluice.engine.compute.AttentionSpec;

/** From the products of a query with keys to the weights of the values. */
final class AttentionWeights {
  private AttentionWeights() {}

  /**
   * From {@code q . k} of the positions from {@code firstPosition} on to what softmax takes.
   *
   * @param scores {@code [heads, stride]}, of the heads from {@code head} on
   */
  static void finish(
      AttentionSpec spec,
      int head,
      int heads,
      int firstPosition,
      int stride,
      long scores,
      long spare) {
    float[] slopes = spec.alibiSlopes();
    if (slopes != null) {
      for (int h = 0; h < heads; h++) {
        int slope = Float.floatToRawIntBits(slopes[head + h]);
        long own = scores + (long) h * stride * 4;
        AttentionOps.ALIBI.run(firstPosition, slope, stride, 0, 0, own);
      }
    }
    int scale = Float.floatToRawIntBits(spec.scale());
    AttentionOps.SCALE.run(0, scale, heads * stride, 0, 0, scores);
    if (spec.softcap() != 0) {
      ActivationOps.softcap(spec.softcap(), scores, heads * stride, spare);
    }
  }

  /**
   * Turns scores into unnormalised weights, zero outside {@code [skip, end)}, and returns their
   * sum.
   *
   * @param positions how many there are, a multiple of 16
   */
  static float softmax(long scores, int positions, int skip, int end, long spare) {
    mask(scores, positions, skip, end, Float.NEGATIVE_INFINITY);
    AttentionOps.BEST.run(scores, 0, positions, 0, 0, spare);
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < COUNT; i++) {
      max = Math.max(max, Lanes.get(spare + i * 4L));
    }
    AttentionOps.EXPONENTIALS.run(0, Float.floatToRawIntBits(max), positions, 0, 0, scores);
    mask(scores, positions, skip, end, 0f);
    AttentionOps.SUM.run(scores, 0, positions, 0, 0, spare);
    return VectorMath.sumLanes(spare);
  }

  private static void mask(long scores, int positions, int skip, int end, float value) {
    for (int i = 0; i < skip; i++) {
      Lanes.set(scores + i * 4L, value);
    }
    for (int i = end; i < positions; i++) {
      Lanes.set(scores + i * 4L, value);
    }
  }
}
