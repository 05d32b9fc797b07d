package dev.sluice.engine.compute.vector;

import static dev.sluice.engine.compute.vector.VectorMath.constant;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The normal distribution's mass below {@code x}, {@code (1 + erf(x / sqrt(2))) / 2}: within {@code
 * |x| < sqrt(2)} by erf's odd polynomial, beyond by {@code erfc(a) = e^(-a^2) q(1 / a)} (Cephes'
 * erff and erfcf), so that the lower tail keeps its relative precision. In four parts, each small
 * enough for a kernel: {@code below(x, tail(x, tailFactor(x, nearFactor(x))))}.
 */
final class NormalMass {
  private static final float SQRT_HALF = 0.70710678f;

  private NormalMass() {}

  private static FloatVector farArgument(FloatVector x) {
    return x.abs().mul(SQRT_HALF).max(1f);
  }

  /** {@code a q(1 / a)} for {@code a} below two. */
  static FloatVector nearFactor(FloatVector x) {
    FloatVector y = inverseSquare(farArgument(x));
    FloatVector p = constant(2.326819970068386e-2f);
    p = p.fma(y, constant(-1.387039388740657e-1f));
    p = p.fma(y, constant(3.687424674597105e-1f));
    p = p.fma(y, constant(-5.824733027278666e-1f));
    p = p.fma(y, constant(6.210004621745983e-1f));
    p = p.fma(y, constant(-4.944515323274145e-1f));
    p = p.fma(y, constant(3.404879937665872e-1f));
    p = p.fma(y, constant(-2.741127028184656e-1f));
    p = p.fma(y, constant(5.638259427386472e-1f));
    return p;
  }

  /** {@code a q(1 / a)}. */
  static FloatVector tailFactor(FloatVector x, FloatVector near) {
    FloatVector a = farArgument(x);
    FloatVector y = inverseSquare(a);
    FloatVector r = constant(-1.047766399936249e+1f);
    r = r.fma(y, constant(1.297719955372516e+1f));
    r = r.fma(y, constant(-7.495518717768503f));
    r = r.fma(y, constant(2.921019019210786f));
    r = r.fma(y, constant(-1.015265279202700f));
    r = r.fma(y, constant(4.218463358204948e-1f));
    r = r.fma(y, constant(-2.820767439740514e-1f));
    r = r.fma(y, constant(5.641895067754075e-1f));
    return r.blend(near, a.lt(2f));
  }

  private static FloatVector inverseSquare(FloatVector a) {
    FloatVector q = constant(1f).div(a);
    return q.mul(q);
  }

  /** {@code erfc(a) / 2}. */
  static FloatVector tail(FloatVector x, FloatVector factor) {
    FloatVector a = farArgument(x);
    FloatVector q = constant(1f).div(a);
    return VectorMath.exp(a.mul(a).neg()).mul(q).mul(factor).mul(0.5f);
  }

  static FloatVector below(FloatVector x, FloatVector tail) {
    FloatVector a = x.abs().mul(SQRT_HALF);
    FloatVector near = erfNear(a).mul(0.5f);
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
}
