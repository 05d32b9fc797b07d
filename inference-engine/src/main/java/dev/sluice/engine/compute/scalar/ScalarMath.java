package dev.sluice.engine.compute.scalar;

import dev.sluice.engine.compute.Activation;

/** The functions of {@link Activation} in double precision. */
final class ScalarMath {
  private static final double SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI);

  private ScalarMath() {}

  static double activate(Activation f, double x) {
    return switch (f) {
      case SILU -> x / (1 + Math.exp(-x));
      case GELU -> x * normalBelow(x);
      case GELU_TANH -> x / 2 * (1 + Math.tanh(SQRT_2_OVER_PI * (x + 0.044715 * x * x * x)));
      case RELU -> Math.max(x, 0);
      case RELU_SQUARED -> Math.max(x, 0) * Math.max(x, 0);
      case QUICK_GELU -> x / (1 + Math.exp(-1.702 * x));
    };
  }

  /**
   * The normal distribution's mass below {@code x}: {@code 1/2 + density(x) * (x + x^3/3 + x^5/15 +
   * ...)} (Abramowitz and Stegun, 26.2.11). All terms have one sign; beyond 9 the mass is 0 or 1 to
   * double precision.
   */
  static double normalBelow(double x) {
    if (Math.abs(x) > 9) {
      return x > 0 ? 1 : 0;
    }
    double sum = 0;
    double term = x;
    for (int k = 1; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
      sum += term;
      term *= x * x / (k + 2);
    }
    return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }
}
