package dev.sluice.engine.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Codes of the block formats that do not fit nibbles with an offset: five and three bits, and
 * four-bit indexes into a table of integers. Layouts of ggml-common.h, formulas of ggml-quants.c;
 * proved by the fixtures' quant vectors.
 */
final class SmallCodes {
  /** {@code kvalues_iq4nl}: steps that follow a normal distribution. */
  private static final byte[] IQ4 = {
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113
  };

  /** Twice the values of the FP4 format E2M1 (OCP Microscaling specification 1.0, table 5). */
  private static final byte[] FP4 = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};

  private SmallCodes() {}

  /**
   * Q5_0 and Q5_1: 32 nibbles at {@code low}, their fifth bits in the 32-bit word at {@code high}.
   */
  static void fiveBits(MemorySegment data, long high, long low, int bias, byte[] codes, int to) {
    int fifths =
        Dequantizer.unsigned(data, high)
            | Dequantizer.unsigned(data, high + 1) << 8
            | Dequantizer.unsigned(data, high + 2) << 16
            | Dequantizer.unsigned(data, high + 3) << 24;
    for (int i = 0; i < 16; i++) {
      int pair = Dequantizer.unsigned(data, low + i);
      codes[to + i] = (byte) ((pair & 15 | (fifths >>> i & 1) << 4) - bias);
      codes[to + 16 + i] = (byte) ((pair >>> 4 | (fifths >>> i + 16 & 1) << 4) - bias);
    }
  }

  /** Q5_K: eight sub-blocks of 32 with 6-bit scales and minima. */
  static void q5k(
      MemorySegment data,
      long at,
      byte[] codes,
      int to,
      float[] scales,
      float[] offsets,
      int groupTo) {
    float d = Dequantizer.half(data, at);
    float dmin = Dequantizer.half(data, at + 2);
    for (int sub = 0; sub < 8; sub++) {
      scales[groupTo + sub] = d * Dequantizer.q4kScale(data, at + 4, sub);
      offsets[groupTo + sub] = -(dmin * Dequantizer.q4kMin(data, at + 4, sub));
      long low = at + 48 + (sub >> 1) * 32;
      for (int i = 0; i < 32; i++) {
        int nibble = Dequantizer.unsigned(data, low + i) >>> (sub & 1) * 4 & 15;
        int fifth = Dequantizer.unsigned(data, at + 16 + i) >>> sub & 1;
        codes[to + sub * 32 + i] = (byte) (nibble | fifth << 4);
      }
    }
  }

  /** Q3_K: sixteen groups of 16 with a signed 6-bit scale each; codes -4..3. */
  static void q3k(MemorySegment data, long at, byte[] codes, int to, float[] scales, int groupTo) {
    float d = Dequantizer.half(data, at + 108);
    for (int group = 0; group < 16; group++) {
      scales[groupTo + group] = d * q3kScale(data, at + 96, group);
    }
    for (int i = 0; i < 256; i++) {
      int part = i >> 5;
      int lane = i & 31;
      int low = Dequantizer.unsigned(data, at + 32 + (part >> 2) * 32 + lane);
      int isHigh = Dequantizer.unsigned(data, at + lane) >>> part & 1;
      codes[to + i] = (byte) ((low >>> (part & 3) * 2 & 3) - 4 * (1 - isHigh));
    }
  }

  private static int q3kScale(MemorySegment data, long at, int group) {
    int low = Dequantizer.unsigned(data, at + (group & 7)) >>> (group >> 3) * 4 & 15;
    int high = Dequantizer.unsigned(data, at + 8 + (group & 3)) >>> (group >> 2) * 2 & 3;
    return (low | high << 4) - 32;
  }

  /** IQ4_NL: one scale, 32 indexes. */
  static void iq4nl(
      MemorySegment data, long at, byte[] codes, int to, float[] scales, int groupTo) {
    scales[groupTo] = Dequantizer.half(data, at);
    indexes(data, at + 2, IQ4, codes, to);
  }

  /** IQ4_XS: eight groups of 32 with a signed 6-bit scale each. */
  static void iq4xs(
      MemorySegment data, long at, byte[] codes, int to, float[] scales, int groupTo) {
    float d = Dequantizer.half(data, at);
    int highs = Dequantizer.unsigned(data, at + 2) | Dequantizer.unsigned(data, at + 3) << 8;
    for (int group = 0; group < 8; group++) {
      int low = Dequantizer.unsigned(data, at + 4 + group / 2) >>> (group & 1) * 4 & 15;
      scales[groupTo + group] = d * ((low | (highs >>> 2 * group & 3) << 4) - 32);
      indexes(data, at + 8 + group * 16L, IQ4, codes, to + group * 32);
    }
  }

  /** MXFP4: a power of two, halved because the codes are doubled, and 32 indexes. */
  static void mxfp4(
      MemorySegment data, long at, byte[] codes, int to, float[] scales, int groupTo) {
    int exponent = Dequantizer.unsigned(data, at);
    int bits = exponent < 2 ? 0x00200000 << exponent : exponent - 1 << 23;
    scales[groupTo] = Float.intBitsToFloat(bits);
    indexes(data, at + 1, FP4, codes, to);
  }

  /** NVFP4: four groups of 16, each with an unsigned E4M3 scale, halved as in MXFP4. */
  static void nvfp4(
      MemorySegment data, long at, byte[] codes, int to, float[] scales, int groupTo) {
    for (int group = 0; group < 4; group++) {
      scales[groupTo + group] = halfOfE4m3(Dequantizer.unsigned(data, at + group));
      for (int i = 0; i < 8; i++) {
        int pair = Dequantizer.unsigned(data, at + 4 + 8L * group + i);
        codes[to + group * 16 + i] = FP4[pair & 15];
        codes[to + group * 16 + 8 + i] = FP4[pair >>> 4];
      }
    }
  }

  /** Half of an E4M3 number without its sign; the pattern of NaN counts as zero. */
  private static float halfOfE4m3(int bits) {
    int exponent = bits >>> 3 & 15;
    int mantissa = bits & 7;
    if (bits == 0x7F) {
      return 0;
    }
    return exponent == 0
        ? mantissa * 0x1p-10f
        : Float.intBitsToFloat(exponent - 8 + 127 << 23) * (1 + mantissa / 8f);
  }

  private static void indexes(MemorySegment data, long at, byte[] table, byte[] codes, int to) {
    for (int i = 0; i < 16; i++) {
      int pair = Byte.toUnsignedInt(data.get(ValueLayout.JAVA_BYTE, at + i));
      codes[to + i] = table[pair & 15];
      codes[to + 16 + i] = table[pair >>> 4];
    }
  }
}
