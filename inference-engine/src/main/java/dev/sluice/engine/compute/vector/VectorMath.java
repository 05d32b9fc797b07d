package dev.sluice.engine.compute.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Functions made of single IEEE operations only, so that interpreted and compiled code give the
 * same bits; the Vector API's own {@code EXP} may not.
 */
final class VectorMath {
  private static final float LOG2_E = 1.44269504f;
  private static final float LN2_HIGH = 0.693359375f;
  private static final float LN2_LOW = -2.12194440e-4f;

  /** 1.5 * 2^23: adding it rounds to the nearest integer, which then stands in the low bits. */
  private static final float ROUND = 12582912f;

  private VectorMath() {}

  /** {@code e^x}, within 2 ulp, for x clamped to [-87.3, 88.3] (polynomial of Cephes' expf). */
  static FloatVector exp(FloatVector x) {
    FloatVector clamped = x.max(-87.3f).min(88.3f);
    FloatVector shifted = clamped.mul(LOG2_E).add(ROUND);
    FloatVector n = shifted.sub(ROUND);
    FloatVector r = n.mul(-LN2_HIGH).add(clamped);
    r = n.fma(FloatVector.broadcast(Lanes.F, -LN2_LOW), r);
    FloatVector p = FloatVector.broadcast(Lanes.F, 1.9875691500e-4f);
    p = p.fma(r, FloatVector.broadcast(Lanes.F, 1.3981999507e-3f));
    p = p.fma(r, FloatVector.broadcast(Lanes.F, 8.3334519073e-3f));
    p = p.fma(r, FloatVector.broadcast(Lanes.F, 4.1665795894e-2f));
    p = p.fma(r, FloatVector.broadcast(Lanes.F, 1.6666665459e-1f));
    p = p.fma(r, FloatVector.broadcast(Lanes.F, 5.0000001201e-1f));
    p = p.fma(r.mul(r), r).add(1f);
    IntVector exponent =
        shifted
            .reinterpretAsInts()
            .sub(Float.floatToRawIntBits(ROUND))
            .lanewise(VectorOperators.LSHL, 23);
    return p.reinterpretAsInts().add(exponent).reinterpretAsFloats();
  }

  /** Sum of the lanes, in lane order. {@code scratch} takes one vector. */
  static float sumLanes(FloatVector v, long scratch) {
    Lanes.store(v, scratch);
    float sum = 0;
    for (int i = 0; i < Lanes.COUNT; i++) {
      sum += Lanes.get(scratch + i * 4L);
    }
    return sum;
  }
}
