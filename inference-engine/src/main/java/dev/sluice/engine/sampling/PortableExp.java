package dev.sluice.engine.sampling;

/**
 * The exponential function in IEEE operations only. {@link Math#exp} may differ in the last bit
 * from machine to machine and {@link StrictMath#exp} is too slow for a whole vocabulary per token.
 */
final class PortableExp {
  private static final double LOG2_E = 1.4426950408889634;

  // ln 2 in two parts: the first one has trailing zeros, so that k * LN2_HIGH is exact.
  private static final double LN2_HIGH = 6.93147180369123816490e-01;
  private static final double LN2_LOW = 1.90821492927058770002e-10;

  private static final double UNDERFLOW = -708;

  private PortableExp() {}

  /**
   * e to the x for x not above 0; 0 below -708. Splits {@code x = k ln 2 + r} with {@code |r| <=
   * 0.35} and sums the Taylor series of {@code e^r} to the 13th power, whose rest is below 2^-57.
   */
  static double exp(double x) {
    if (!(x > UNDERFLOW)) {
      return Double.isNaN(x) ? x : 0;
    }
    double k = Math.rint(x * LOG2_E);
    double r = (x - k * LN2_HIGH) - k * LN2_LOW;
    double sum = 1.0 / 6227020800.0;
    sum = sum * r + 1.0 / 479001600.0;
    sum = sum * r + 1.0 / 39916800.0;
    sum = sum * r + 1.0 / 3628800.0;
    sum = sum * r + 1.0 / 362880.0;
    sum = sum * r + 1.0 / 40320.0;
    sum = sum * r + 1.0 / 5040.0;
    sum = sum * r + 1.0 / 720.0;
    sum = sum * r + 1.0 / 120.0;
    sum = sum * r + 1.0 / 24.0;
    sum = sum * r + 1.0 / 6.0;
    sum = sum * r + 0.5;
    sum = sum * r + 1.0;
    sum = sum * r + 1.0;
    return sum * Double.longBitsToDouble(((long) k + 1023) << 52);
  }
}
