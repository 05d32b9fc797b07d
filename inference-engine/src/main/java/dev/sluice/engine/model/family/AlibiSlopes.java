package dev.sluice.engine.model.family;

/** Slopes of ALiBi (arXiv 2108.12409), in bfloat16 as Falcon computes them. */
final class AlibiSlopes {
  private AlibiSlopes() {}

  /**
   * A geometric sequence over the largest power of two of heads; further heads take every other
   * member of the one twice as long.
   */
  static float[] of(int heads) {
    int power = Integer.highestOneBit(heads);
    double base = base(power);
    double between = base(2 * power);
    float[] slopes = new float[heads];
    for (int i = 0; i < heads; i++) {
      double slope =
          i < power
              ? Math.pow((float) base, i + 1)
              : Math.pow((float) between, 2 * (i - power) + 1);
      slopes[i] = toBfloat16((float) slope);
    }
    return slopes;
  }

  private static double base(int power) {
    return Math.pow(2, -Math.pow(2, 3 - Math.log(power) / Math.log(2)));
  }

  /** The nearest, ties to even. */
  private static float toBfloat16(float x) {
    int bits = Float.floatToRawIntBits(x);
    return Float.intBitsToFloat(bits + 0x7FFF + (bits >>> 16 & 1) & 0xFFFF0000);
  }
}
