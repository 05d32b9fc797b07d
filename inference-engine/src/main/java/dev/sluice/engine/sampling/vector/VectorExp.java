package dev.sluice.engine.sampling.vector;

import dev.sluice.engine.sampling.PortableExp;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** {@link PortableExp} for as many numbers at a time as a vector has: the same operations. */
final class VectorExp {
  private static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Float> F =
      VectorSpecies.of(float.class, VectorShape.forBitSize(D.vectorBitSize() / 2));
  private static final int COUNT = D.length();

  private static final DoubleVector LOG2_E = all(PortableExp.LOG2_E);
  private static final DoubleVector ROUNDER = all(PortableExp.ROUNDER);
  private static final DoubleVector MINUS_LN2 = all(-PortableExp.LN2);
  private static final DoubleVector MINUS_LN2_REST = all(-PortableExp.LN2_REST);
  private static final DoubleVector F2 = factor(2);
  private static final DoubleVector F3 = factor(3);
  private static final DoubleVector F4 = factor(4);
  private static final DoubleVector F5 = factor(5);
  private static final DoubleVector F6 = factor(6);
  private static final DoubleVector F7 = factor(7);
  private static final DoubleVector F8 = factor(8);
  private static final DoubleVector F9 = factor(9);
  private static final DoubleVector F10 = factor(10);
  private static final DoubleVector F11 = factor(11);
  private static final DoubleVector F12 = factor(12);
  private static final DoubleVector F13 = factor(13);

  private static final PortableExp ONE_BY_ONE = new PortableExp();

  private static DoubleVector all(double value) {
    return DoubleVector.broadcast(D, value);
  }

  private static DoubleVector factor(int power) {
    return all(PortableExp.factor(power));
  }

  private VectorExp() {}

  /** As {@link dev.sluice.engine.sampling.Exponentials#weigh}. */
  static void weigh(
      float[] row, int from, int count, float max, double temperature, double[] weights, int to) {
    int whole = count - count % COUNT;
    divide(row, from, whole, max, temperature, weights, to);
    exp(weights, to, whole);
    ONE_BY_ONE.weigh(row, from + whole, count - whole, max, temperature, weights, to + whole);
  }

  private static void divide(
      float[] row, int from, int count, float max, double temperature, double[] out, int to) {
    DoubleVector most = all(max);
    DoubleVector divisor = all(temperature);
    for (int i = 0; i < count; i += COUNT) {
      FloatVector logits = FloatVector.fromArray(F, row, from + i);
      DoubleVector wide = (DoubleVector) logits.convertShape(VectorOperators.F2D, D, 0);
      wide.sub(most).div(divisor).intoArray(out, to + i);
    }
  }

  private static void exp(double[] x, int from, int count) {
    for (int i = from; i < from + count; i += COUNT) {
      DoubleVector xs = DoubleVector.fromArray(D, x, i);
      DoubleVector shifted = xs.fma(LOG2_E, ROUNDER);
      DoubleVector n = shifted.sub(ROUNDER);
      DoubleVector r = n.fma(MINUS_LN2_REST, n.fma(MINUS_LN2, xs));
      DoubleVector sum = F13.fma(r, F12).fma(r, F11).fma(r, F10).fma(r, F9).fma(r, F8).fma(r, F7);
      sum = sum.fma(r, F6).fma(r, F5).fma(r, F4).fma(r, F3).fma(r, F2);
      LongVector power = sum.fma(r.mul(r), r).add(1).reinterpretAsLongs();
      LongVector octaves =
          shifted.reinterpretAsLongs().lanewise(VectorOperators.LSHL, PortableExp.EXPONENT_SHIFT);
      VectorMask<Double> counts = xs.compare(VectorOperators.GE, PortableExp.UNDERFLOW);
      DoubleVector.zero(D).blend(power.add(octaves).reinterpretAsDoubles(), counts).intoArray(x, i);
    }
  }
}
