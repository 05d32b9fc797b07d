package dev.sluice.engine.sampling;

/**
 * The exponential function in IEEE operations only. {@link Math#exp} may differ in the last bit
 * from machine to machine, {@link StrictMath#exp} is too slow for a whole vocabulary per token, and
 * neither can be done several numbers at a time.
 *
 * <p>{@code x = n ln 2 + r} with {@code |r| <= 0.347}; the rest of the Taylor series of {@code e^r}
 * after the 13th power is below 2^-57. Constants are public for implementations that do the same
 * with vectors.
 */
public final class PortableExp implements Exponentials {
  /** Below it, {@code e^x} is 0 here: numbers so small have fewer bits. */
  public static final double UNDERFLOW = -708;

  public static final double LOG2_E = 1.4426950408889634;

  /**
   * Of the doubles this far from zero, the ulp is one: adding it rounds to an integer, which the
   * lowest bits then hold.
   */
  public static final double ROUNDER = 0x1.8p52;

  /** ln 2 and what its nearest double lacks. */
  public static final double LN2 = 0x1.62e42fefa39efp-1;

  public static final double LN2_REST = 0x1.abc9e3b39803fp-56;

  /** Powers of the Taylor series: the last, and the first whose factor is not 1. */
  public static final int LAST_POWER = 13;

  public static final int FIRST_POWER = 2;

  /** Where a double's exponent begins. */
  public static final int EXPONENT_SHIFT = 52;

  private static final double[] FACTORS = factors();

  private static double[] factors() {
    double[] factors = new double[LAST_POWER + 1];
    for (int power = 0; power <= LAST_POWER; power++) {
      factors[power] = factor(power);
    }
    return factors;
  }

  /** {@code 1 / power!}, the nearest. */
  public static double factor(int power) {
    long factorial = 1;
    for (int i = 2; i <= power; i++) {
      factorial *= i;
    }
    return 1.0 / factorial;
  }

  /** e to the x for x not above 0; 0 below -708. */
  public static double exp(double x) {
    if (!(x >= UNDERFLOW)) {
      return Double.isNaN(x) ? x : 0;
    }
    double shifted = Math.fma(x, LOG2_E, ROUNDER);
    double n = shifted - ROUNDER;
    double r = Math.fma(n, -LN2_REST, Math.fma(n, -LN2, x));
    double sum = FACTORS[LAST_POWER];
    for (int power = LAST_POWER - 1; power >= FIRST_POWER; power--) {
      sum = Math.fma(sum, r, FACTORS[power]);
    }
    double power = Math.fma(sum, r * r, r) + 1;
    long octaves = Double.doubleToRawLongBits(shifted) << EXPONENT_SHIFT;
    return Double.longBitsToDouble(Double.doubleToRawLongBits(power) + octaves);
  }

  @Override
  public void weigh(
      float[] row, int from, int count, float max, double temperature, double[] weights, int to) {
    for (int i = 0; i < count; i++) {
      weights[to + i] = exp(((double) row[from + i] - max) / temperature);
    }
  }
}
