package dev.sluice.engine.quantize;

/**
 * Q4_K and Q5_K: eight sub-blocks of 32 values {@code d * scale * code - dmin * min} with 6-bit
 * scales and minima. Each sub-block is fitted by itself; when the common factors are known, the
 * integers around each ideal one are tried, since rounding scale and minimum apart is not best
 * together.
 */
final class AffineBlocks implements BlockWriter {
  private static final int SUBS = 8;
  private static final int MOST_FACTOR = 63;

  private final boolean isFiveBit;
  private final int most;
  private final AffineFit fit;
  private final float[] scales = new float[SUBS];
  private final float[] mins = new float[SUBS];
  private final int[] scaleFactors = new int[SUBS];
  private final int[] minFactors = new int[SUBS];
  private final byte[] codes = new byte[SUBS * AffineFit.SIZE];

  AffineBlocks(boolean isFiveBit) {
    this.isFiveBit = isFiveBit;
    this.most = isFiveBit ? 31 : 15;
    this.fit = isFiveBit ? new AffineFit(most, -0.5f, 16) : new AffineFit(most, -1f, 21);
  }

  @Override
  public void block(float[] x, int from, byte[] out, int to) {
    float mostScale = 0;
    float mostMin = 0;
    for (int sub = 0; sub < SUBS; sub++) {
      fit.fit(x, from + sub * AffineFit.SIZE);
      scales[sub] = fit.scale();
      mins[sub] = fit.min();
      mostScale = Math.max(mostScale, scales[sub]);
      mostMin = Math.max(mostMin, mins[sub]);
    }
    short d = Float.floatToFloat16(mostScale / MOST_FACTOR);
    short dmin = Float.floatToFloat16(mostMin / MOST_FACTOR);
    LittleEndian.putShort(out, to, d);
    LittleEndian.putShort(out, to + 2, dmin);
    for (int sub = 0; sub < SUBS; sub++) {
      int start = from + sub * AffineFit.SIZE;
      chooseFactors(x, start, sub, Float.float16ToFloat(d), Float.float16ToFloat(dmin));
    }
    putFactors(out, to + 4);
    putCodes(out, to + 16);
  }

  /** Tries the integers around the ideal factors, and takes the codes of the best pair. */
  private void chooseFactors(float[] x, int start, int sub, float d, float dmin) {
    fit.weigh(x, start);
    int nearScale = nearest(scales[sub], d);
    int nearMin = nearest(mins[sub], dmin);
    double best = Double.POSITIVE_INFINITY;
    for (int s = Math.max(0, nearScale - 1); s <= Math.min(MOST_FACTOR, nearScale + 1); s++) {
      for (int m = Math.max(0, nearMin - 1); m <= Math.min(MOST_FACTOR, nearMin + 1); m++) {
        double error = fit.error(x, start, d * s, dmin * m);
        if (error < best) {
          best = error;
          scaleFactors[sub] = s;
          minFactors[sub] = m;
        }
      }
    }
    float scale = d * scaleFactors[sub];
    float min = dmin * minFactors[sub];
    float inverse = scale > 0 ? 1 / scale : 0;
    for (int i = 0; i < AffineFit.SIZE; i++) {
      codes[sub * AffineFit.SIZE + i] = (byte) AffineFit.code((x[start + i] + min) * inverse, most);
    }
  }

  private static int nearest(float value, float unit) {
    return unit > 0 ? AffineFit.code(value / unit, MOST_FACTOR) : 0;
  }

  /** Sixteen 6-bit numbers in 12 bytes: the upper two bits of the last eight sit in the first. */
  private void putFactors(byte[] out, int to) {
    for (int i = 0; i < 4; i++) {
      int scale = scaleFactors[i + 4];
      int min = minFactors[i + 4];
      out[to + i] = (byte) (scaleFactors[i] | scale >>> 4 << 6);
      out[to + 4 + i] = (byte) (minFactors[i] | min >>> 4 << 6);
      out[to + 8 + i] = (byte) (scale & 15 | (min & 15) << 4);
    }
  }

  private void putCodes(byte[] out, int to) {
    int low = isFiveBit ? to + 32 : to;
    for (int pair = 0; pair < SUBS / 2; pair++) {
      for (int i = 0; i < 32; i++) {
        int first = codes[pair * 64 + i];
        int second = codes[pair * 64 + 32 + i];
        out[low + pair * 32 + i] = (byte) (first & 15 | (second & 15) << 4);
        if (isFiveBit) {
          out[to + i] |= (byte) (first >>> 4 << 2 * pair | second >>> 4 << 2 * pair + 1);
        }
      }
    }
  }
}
