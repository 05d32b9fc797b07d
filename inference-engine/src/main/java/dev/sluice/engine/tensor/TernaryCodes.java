package dev.sluice.engine.tensor;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Codes of the ternary formats: -1, 0 and 1 under one scale per block (TQ2_0's two bits can also
 * say 2). The scale is repeated for every group. Layouts of ggml-common.h, formulas of
 * ggml-quants.c; proved by the fixtures' quant vectors.
 */
final class TernaryCodes {
  private static final int GROUPS = 8;

  private TernaryCodes() {}

  /**
   * TQ1_0: five ternary digits a byte, most significant first, as a fraction of 256: multiplying by
   * a power of three brings a digit to the top.
   */
  static void tq1(MemorySegment data, long at, byte[] codes, int to, float[] scales, int groupTo) {
    Arrays.fill(scales, groupTo, groupTo + GROUPS, Dequantizer.half(data, at + 52));
    digits(data, at, 32, 5, codes, to);
    digits(data, at + 32, 16, 5, codes, to + 160);
    digits(data, at + 48, 4, 4, codes, to + 240);
  }

  private static void digits(
      MemorySegment data, long at, int bytes, int digits, byte[] codes, int to) {
    for (int i = 0; i < bytes; i++) {
      int fraction = Dequantizer.unsigned(data, at + i);
      for (int digit = 0; digit < digits; digit++) {
        codes[to + digit * bytes + i] = (byte) ((fraction * 3 >>> 8) - 1);
        fraction = fraction * 3 & 255;
      }
    }
  }

  /** TQ2_0: two bits each. */
  static void tq2(MemorySegment data, long at, byte[] codes, int to, float[] scales, int groupTo) {
    Arrays.fill(scales, groupTo, groupTo + GROUPS, Dequantizer.half(data, at + 64));
    for (int i = 0; i < 256; i++) {
      int four = Dequantizer.unsigned(data, at + (i >> 7) * 32 + (i & 31));
      codes[to + i] = (byte) ((four >>> (i >> 5 & 3) * 2 & 3) - 1);
    }
  }
}
