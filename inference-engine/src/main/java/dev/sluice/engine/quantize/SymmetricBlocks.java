package dev.sluice.engine.quantize;

/**
 * Q6_K: sixteen groups of 16 values {@code d * scale * code} with 8-bit scales and codes -32 .. 31.
 * Each group tries widths around the one that spans its largest value and takes the scale of least
 * squares for the best; when the common factor is known, the integers around each ideal scale are
 * tried. Weights are the squares of the values.
 */
final class SymmetricBlocks implements BlockWriter {
  private static final int GROUPS = 16;
  private static final int SIZE = 16;
  private static final int LOW = -32;
  private static final int HIGH = 31;
  private static final int TRIES = 9;
  private static final float STEP = 0.1f;

  /** Below this a group is zero, as in ggml: its reciprocal would not be a number. */
  private static final float NOTHING = 1e-15f;

  private final float[] scales = new float[GROUPS];
  private final byte[] codes = new byte[GROUPS * SIZE];

  @Override
  public void block(float[] x, int from, byte[] out, int to) {
    float extreme = 0;
    for (int group = 0; group < GROUPS; group++) {
      scales[group] = scale(x, from + group * SIZE);
      if (Math.abs(scales[group]) > Math.abs(extreme)) {
        extreme = scales[group];
      }
    }
    short half = Float.floatToFloat16(extreme / -128);
    float d = Float.float16ToFloat(half);
    for (int group = 0; group < GROUPS; group++) {
      int factor = d == 0 ? 0 : factor(x, from + group * SIZE, scales[group] / d, d);
      out[to + 192 + group] = (byte) factor;
      float inverse = factor == 0 ? 0 : 1 / (d * factor);
      for (int i = group * SIZE; i < (group + 1) * SIZE; i++) {
        codes[i] = (byte) (code(x[from + i] * inverse) - LOW);
      }
    }
    LittleEndian.putShort(out, to + 208, half);
    putCodes(out, to);
  }

  private static float scale(float[] x, int from) {
    float extreme = 0;
    for (int i = 0; i < SIZE; i++) {
      extreme = Math.abs(x[from + i]) > Math.abs(extreme) ? x[from + i] : extreme;
    }
    if (Math.abs(extreme) < NOTHING) {
      return 0;
    }
    float bestScale = 0;
    float bestGain = 0;
    for (int step = -TRIES; step <= TRIES; step++) {
      float inverse = (LOW - STEP * step) / extreme;
      float sumQx = 0;
      float sumQq = 0;
      for (int i = 0; i < SIZE; i++) {
        float value = x[from + i];
        float code = code(value * inverse);
        float w = value * value;
        sumQx += w * code * value;
        sumQq += w * code * code;
      }
      float gain = sumQq > 0 ? sumQx / sumQq * sumQx : 0;
      if (gain > bestGain) {
        bestGain = gain;
        bestScale = sumQx / sumQq;
      }
    }
    return bestScale;
  }

  private static int factor(float[] x, int from, float ideal, float d) {
    int near = Math.round(ideal);
    int best = 0;
    float least = Float.POSITIVE_INFINITY;
    for (int factor = Math.max(-128, near - 1); factor <= Math.min(127, near + 1); factor++) {
      float scale = d * factor;
      float inverse = factor == 0 ? 0 : 1 / scale;
      float error = 0;
      for (int i = 0; i < SIZE; i++) {
        float value = x[from + i];
        float difference = scale * code(value * inverse) - value;
        error += value * value * difference * difference;
      }
      if (error < least) {
        least = error;
        best = factor;
      }
    }
    return best;
  }

  /** The nearest code; shifted to be positive, because a cast to int cuts towards zero. */
  private static int code(float steps) {
    return Math.min(Math.max((int) (steps - LOW + 0.5f), 0), HIGH - LOW) + LOW;
  }

  /** Four bits of each code in the first 128 bytes, two in the next 64. */
  private void putCodes(byte[] out, int to) {
    for (int half = 0; half < 2; half++) {
      for (int lane = 0; lane < 32; lane++) {
        int a = codes[half * 128 + lane];
        int b = codes[half * 128 + 32 + lane];
        int c = codes[half * 128 + 64 + lane];
        int d = codes[half * 128 + 96 + lane];
        out[to + half * 64 + lane] = (byte) (a & 15 | (c & 15) << 4);
        out[to + half * 64 + 32 + lane] = (byte) (b & 15 | (d & 15) << 4);
        out[to + 128 + half * 32 + lane] =
            (byte) (a >>> 4 | b >>> 4 << 2 | c >>> 4 << 4 | d >>> 4 << 6);
      }
    }
  }
}
