package dev.sluice.engine.sampling;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * The exponential function in IEEE operations only. {@link Math#exp} may differ in the last bit
 * from machine to machine and {@link StrictMath#exp} is too slow for a whole vocabulary per token.
 */
final class PortableExp {
  /** Parts of an octave; a power of two. */
  private static final int STEPS = 128;

  private static final double STEPS_PER_UNIT = STEPS * 1.4426950408889634;

  // ln 2 in two parts: the first one has trailing zeros, so that a whole multiple of it is exact.
  private static final double STEP_HIGH = 6.93147180369123816490e-01 / STEPS;
  private static final double STEP_LOW = 1.90821492927058770002e-10 / STEPS;

  private static final double UNDERFLOW = -708;

  /** {@code 2^(i / STEPS)}, the nearest. */
  private static final double[] POWERS = powers();

  private PortableExp() {}

  private static double[] powers() {
    MathContext digits = MathContext.DECIMAL128;
    BigDecimal step = BigDecimal.TWO;
    for (int root = STEPS; root > 1; root /= 2) {
      step = step.sqrt(digits);
    }
    double[] powers = new double[STEPS];
    BigDecimal power = BigDecimal.ONE;
    for (int i = 0; i < STEPS; i++) {
      powers[i] = power.doubleValue();
      power = power.multiply(step, digits);
    }
    return powers;
  }

  /**
   * e to the x for x not above 0; 0 below -708. Splits {@code x = n ln 2 / 128 + r} with {@code |r|
   * <= 0.0028}; the rest of the Taylor series of {@code e^r} after the 5th power is below 2^-60.
   */
  static double exp(double x) {
    if (!(x > UNDERFLOW)) {
      return Double.isNaN(x) ? x : 0;
    }
    double steps = Math.rint(x * STEPS_PER_UNIT);
    int n = (int) steps;
    double r = (x - steps * STEP_HIGH) - steps * STEP_LOW;
    double sum = 1.0 / 120.0;
    sum = sum * r + 1.0 / 24.0;
    sum = sum * r + 1.0 / 6.0;
    sum = sum * r + 0.5;
    sum = sum * (r * r) + r;
    double power = POWERS[n & (STEPS - 1)];
    long octave = Math.floorDiv(n, STEPS);
    return (power + power * sum) * Double.longBitsToDouble((octave + 1023) << 52);
  }
}
