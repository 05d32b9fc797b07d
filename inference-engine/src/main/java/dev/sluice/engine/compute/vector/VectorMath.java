package dev.sluice.engine.compute.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Functions made of single IEEE operations only, so that interpreted and compiled code give the
 * same bits; the Vector API's own {@code EXP} may not.
 */
final class VectorMath {
  // Operands are vectors, not numbers: a broadcast for each would make the methods so large that
  // the
  // compiler leaves them out of their callers once it has compiled them alone.
  private static final FloatVector LARGEST = constant(88.3f);
  private static final FloatVector SMALLEST = constant(-87.3f);
  private static final FloatVector LOG2_E = constant(1.44269504f);
  private static final FloatVector MINUS_LN2_HIGH = constant(-0.693359375f);
  private static final FloatVector MINUS_LN2_LOW = constant(2.12194440e-4f);
  private static final FloatVector EXP_5 = constant(1.9875691500e-4f);
  private static final FloatVector EXP_4 = constant(1.3981999507e-3f);
  private static final FloatVector EXP_3 = constant(8.3334519073e-3f);
  private static final FloatVector EXP_2 = constant(4.1665795894e-2f);
  private static final FloatVector EXP_1 = constant(1.6666665459e-1f);
  private static final FloatVector EXP_0 = constant(5.0000001201e-1f);
  private static final FloatVector ONE = constant(1f);

  /** 1.5 * 2^23: adding it rounds to the nearest integer, which then stands in the low bits. */
  private static final FloatVector ROUND = constant(0x1.8p23f);

  private static final IntVector ROUND_BITS = ROUND.reinterpretAsInts();

  private VectorMath() {}

  /** {@code e^x}, within 2 ulp, for x clamped to [-87.3, 88.3] (polynomial of Cephes' expf). */
  static FloatVector exp(FloatVector x) {
    FloatVector clamped = x.max(SMALLEST).min(LARGEST);
    FloatVector shifted = clamped.mul(LOG2_E).add(ROUND);
    FloatVector n = shifted.sub(ROUND);
    FloatVector r = n.mul(MINUS_LN2_HIGH).add(clamped);
    r = n.fma(MINUS_LN2_LOW, r);
    FloatVector p = EXP_5.fma(r, EXP_4);
    p = p.fma(r, EXP_3);
    p = p.fma(r, EXP_2);
    p = p.fma(r, EXP_1);
    p = p.fma(r, EXP_0);
    p = p.fma(r.mul(r), r).add(ONE);
    IntVector exponent =
        shifted.reinterpretAsInts().sub(ROUND_BITS).lanewise(VectorOperators.LSHL, 23);
    return p.reinterpretAsInts().add(exponent).reinterpretAsFloats();
  }

  /** {@code 1 / (1 + e^-x)}. */
  static FloatVector sigmoid(FloatVector x) {
    return ONE.div(exp(x.neg()).add(ONE));
  }

  /**
   * Tanh is within 3 ulp: near zero a polynomial (Cephes' tanhf), because {@code 1 - 2 / (e^2|x| +
   * 1)}, which this is, would cancel there. In two parts, each small enough for a kernel: {@code
   * tanh(x, tanhFar(x))}.
   */
  static FloatVector tanhFar(FloatVector x) {
    FloatVector size = x.abs();
    return ONE.sub(constant(2f).div(exp(size.add(size)).add(ONE)));
  }

  static FloatVector tanh(FloatVector x, FloatVector far) {
    FloatVector size = x.abs();
    FloatVector z = x.mul(x);
    FloatVector p = constant(-5.70498872745e-3f);
    p = p.fma(z, constant(2.06390887954e-2f));
    p = p.fma(z, constant(-5.37397155531e-2f));
    p = p.fma(z, constant(1.33314422036e-1f));
    p = p.fma(z, constant(-3.33332819422e-1f));
    FloatVector near = p.mul(z).fma(size, size);
    return withSign(far.blend(near, size.lt(0.625f)), x);
  }

  /** The nearest bfloat16, ties to even. */
  static FloatVector toBfloat16(FloatVector x) {
    IntVector bits = x.reinterpretAsInts();
    IntVector odd = bits.lanewise(VectorOperators.LSHR, 16).and(1);
    return bits.add(0x7FFF).add(odd).and(0xFFFF0000).reinterpretAsFloats();
  }

  private static FloatVector withSign(FloatVector size, FloatVector sign) {
    return size.reinterpretAsInts()
        .or(sign.reinterpretAsInts().and(Integer.MIN_VALUE))
        .reinterpretAsFloats();
  }

  static FloatVector constant(float value) {
    return FloatVector.broadcast(Lanes.F, value);
  }

  /** Sum of a stored vector's lanes, in lane order. */
  static float sumLanes(long at) {
    float sum = 0;
    for (int i = 0; i < Lanes.COUNT; i++) {
      sum += Lanes.get(at + i * 4L);
    }
    return sum;
  }
}
