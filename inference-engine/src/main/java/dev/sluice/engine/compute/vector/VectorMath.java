package dev.sluice.engine.compute.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Functions made of single IEEE operations only, so that interpreted and compiled code give the
 * same bits; the Vector API's own {@code EXP} may not.
 */
final class VectorMath {
  private static final float LOG2_E = 1.44269504f;
  private static final float LN2_HIGH = 0.693359375f;
  private static final float LN2_LOW = -2.12194440e-4f;

  private static final float SQRT_HALF = 0.70710678f;

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

  /** {@code 1 / (1 + e^-x)}. */
  static FloatVector sigmoid(FloatVector x) {
    return constant(1f).div(exp(x.neg()).add(1f));
  }

  /**
   * Within 3 ulp: near zero a polynomial (Cephes' tanhf), because {@code 1 - 2 / (e^2x + 1)} would
   * cancel there.
   */
  static FloatVector tanh(FloatVector x) {
    FloatVector size = x.abs();
    FloatVector far = constant(1f).sub(constant(2f).div(exp(size.add(size)).add(1f)));
    FloatVector z = x.mul(x);
    FloatVector p = constant(-5.70498872745e-3f);
    p = p.fma(z, constant(2.06390887954e-2f));
    p = p.fma(z, constant(-5.37397155531e-2f));
    p = p.fma(z, constant(1.33314422036e-1f));
    p = p.fma(z, constant(-3.33332819422e-1f));
    FloatVector near = p.mul(z).fma(size, size);
    return withSign(far.blend(near, size.lt(0.625f)), x);
  }

  /** {@code cap * tanh(x / cap)}. */
  static FloatVector softcap(FloatVector x, float cap) {
    return tanh(x.div(cap)).mul(cap);
  }

  /**
   * The normal distribution's mass below {@code x}, {@code (1 + erf(x / sqrt(2))) / 2}: within one
   * of {@code |x| < sqrt(2)} by erf's odd polynomial, beyond by {@code erfc(a) = e^(-a^2) q(1 / a)}
   * (Cephes' erff and erfcf), so that the lower tail keeps its relative precision.
   */
  static FloatVector normalBelow(FloatVector x) {
    FloatVector a = x.abs().mul(SQRT_HALF);
    FloatVector near = erfNear(a).mul(0.5f);
    FloatVector tail = erfcFar(a.max(1f)).mul(0.5f);
    VectorMask<Float> isNear = a.lt(1f);
    FloatVector below = tail.blend(constant(0.5f).sub(near), isNear);
    FloatVector above = constant(1f).sub(tail).blend(constant(0.5f).add(near), isNear);
    return above.blend(below, x.lt(0f));
  }

  private static FloatVector erfNear(FloatVector a) {
    FloatVector z = a.mul(a);
    FloatVector p = constant(7.853861353153693e-5f);
    p = p.fma(z, constant(-8.010193625184903e-4f));
    p = p.fma(z, constant(5.188327685732524e-3f));
    p = p.fma(z, constant(-2.685381193529856e-2f));
    p = p.fma(z, constant(1.128358514861418e-1f));
    p = p.fma(z, constant(-3.761262582423300e-1f));
    p = p.fma(z, constant(1.128379165726710f));
    return p.mul(a);
  }

  private static FloatVector erfcFar(FloatVector a) {
    FloatVector q = constant(1f).div(a);
    FloatVector y = q.mul(q);
    FloatVector p = constant(2.326819970068386e-2f);
    p = p.fma(y, constant(-1.387039388740657e-1f));
    p = p.fma(y, constant(3.687424674597105e-1f));
    p = p.fma(y, constant(-5.824733027278666e-1f));
    p = p.fma(y, constant(6.210004621745983e-1f));
    p = p.fma(y, constant(-4.944515323274145e-1f));
    p = p.fma(y, constant(3.404879937665872e-1f));
    p = p.fma(y, constant(-2.741127028184656e-1f));
    p = p.fma(y, constant(5.638259427386472e-1f));
    FloatVector r = constant(-1.047766399936249e+1f);
    r = r.fma(y, constant(1.297719955372516e+1f));
    r = r.fma(y, constant(-7.495518717768503f));
    r = r.fma(y, constant(2.921019019210786f));
    r = r.fma(y, constant(-1.015265279202700f));
    r = r.fma(y, constant(4.218463358204948e-1f));
    r = r.fma(y, constant(-2.820767439740514e-1f));
    r = r.fma(y, constant(5.641895067754075e-1f));
    return exp(a.mul(a).neg()).mul(q).mul(r.blend(p, a.lt(2f)));
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

  private static FloatVector constant(float value) {
    return FloatVector.broadcast(Lanes.F, value);
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
