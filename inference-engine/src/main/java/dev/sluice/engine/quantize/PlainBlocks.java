package dev.sluice.engine.quantize;

/**
 * The formats whose factors follow directly from a block's extremes. Formulas and order of float
 * operations are those of ggml's {@code quantize_row_*_ref} (ggml-quants.c), so bytes are equal;
 * proved by the golden blocks that gguf-py made.
 */
final class PlainBlocks {
  private static final int SIZE = 32;

  private PlainBlocks() {}

  static void f32(float[] x, int from, byte[] out, int to) {
    LittleEndian.putInt(out, to, Float.floatToRawIntBits(x[from]));
  }

  static void f16(float[] x, int from, byte[] out, int to) {
    LittleEndian.putHalf(out, to, x[from]);
  }

  /** The upper half of the bits, rounded to nearest even. */
  static void bf16(float[] x, int from, byte[] out, int to) {
    int bits = Float.floatToRawIntBits(x[from]);
    LittleEndian.putShort(out, to, (short) (bits + 0x7FFF + (bits >>> 16 & 1) >>> 16));
  }

  /** Q8_0: {@code d = max|x| / 127}, codes rounded half away from zero. */
  static void q8(float[] x, int from, byte[] out, int to) {
    float d = Math.abs(x[largest(x, from)]) / 127;
    float inverse = inverse(d);
    LittleEndian.putHalf(out, to, d);
    for (int i = 0; i < SIZE; i++) {
      float magnitude = Math.abs(x[from + i] * inverse);
      int code = (int) magnitude;
      if (magnitude - code >= 0.5f) {
        code++;
      }
      out[to + 2 + i] = (byte) (x[from + i] < 0 ? -code : code);
    }
  }

  /** Q4_0: {@code d = -extreme / 8}: the value of largest magnitude gets code 0 of 0..15. */
  static void q4Centred(float[] x, int from, byte[] out, int to) {
    float d = x[largest(x, from)] / -8;
    LittleEndian.putHalf(out, to, d);
    nibbles(x, from, 0, inverse(d), 8.5f, out, to + 2);
  }

  /** Q4_1: {@code d = (max - min) / 15} above {@code m = min}. */
  static void q4(float[] x, int from, byte[] out, int to) {
    float min = least(x, from);
    float d = (greatest(x, from) - min) / 15;
    LittleEndian.putHalf(out, to, d);
    LittleEndian.putHalf(out, to + 2, min);
    nibbles(x, from, min, inverse(d), 0.5f, out, to + 4);
  }

  /** Q5_0: as Q4_0 with {@code d = -extreme / 16} and 32 codes. */
  static void q5Centred(float[] x, int from, byte[] out, int to) {
    float d = x[largest(x, from)] / -16;
    LittleEndian.putHalf(out, to, d);
    fiveBits(x, from, 0, inverse(d), 16.5f, out, to + 2);
  }

  /** Q5_1: as Q4_1 with {@code d = (max - min) / 31}. */
  static void q5(float[] x, int from, byte[] out, int to) {
    float min = least(x, from);
    float d = (greatest(x, from) - min) / 31;
    LittleEndian.putHalf(out, to, d);
    LittleEndian.putHalf(out, to + 2, min);
    fiveBits(x, from, min, inverse(d), 0.5f, out, to + 4);
  }

  private static void nibbles(
      float[] x, int from, float min, float inverse, float bias, byte[] out, int to) {
    for (int i = 0; i < SIZE / 2; i++) {
      int low = code(x[from + i], min, inverse, bias, 15);
      int high = code(x[from + SIZE / 2 + i], min, inverse, bias, 15);
      out[to + i] = (byte) (low | high << 4);
    }
  }

  private static void fiveBits(
      float[] x, int from, float min, float inverse, float bias, byte[] out, int to) {
    int fifths = 0;
    for (int i = 0; i < SIZE / 2; i++) {
      int low = code(x[from + i], min, inverse, bias, 31);
      int high = code(x[from + SIZE / 2 + i], min, inverse, bias, 31);
      out[to + 4 + i] = (byte) (low & 15 | (high & 15) << 4);
      fifths |= low >>> 4 << i | high >>> 4 << i + SIZE / 2;
    }
    LittleEndian.putInt(out, to, fifths);
  }

  private static int code(float x, float min, float inverse, float bias, int most) {
    return Math.clamp((int) ((x - min) * inverse + bias), 0, most);
  }

  /** Zero where the reciprocal has no value: all of the block is zero then. */
  private static float inverse(float d) {
    float inverse = 1 / d;
    return d != 0 && Float.isFinite(inverse) ? inverse : 0;
  }

  /** Index of the first value of largest magnitude. */
  private static int largest(float[] x, int from) {
    int best = from;
    for (int i = 1; i < SIZE; i++) {
      if (Math.abs(x[from + i]) > Math.abs(x[best])) {
        best = from + i;
      }
    }
    return best;
  }

  private static float least(float[] x, int from) {
    float least = x[from];
    for (int i = 1; i < SIZE; i++) {
      least = x[from + i] < least ? x[from + i] : least;
    }
    return least;
  }

  private static float greatest(float[] x, int from) {
    float greatest = x[from];
    for (int i = 1; i < SIZE; i++) {
      greatest = x[from + i] > greatest ? x[from + i] : greatest;
    }
    return greatest;
  }
}
