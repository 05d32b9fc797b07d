package dev.sluice.engine.tensor;

import java.lang.foreign.MemorySegment;

/**
 * Codes of the formats that store indexes into a codebook ({@link Lattices}), with the signs apart:
 * IQ1, IQ2 and IQ3. A value is {@code scale * point * sign}; the one-bit formats shift a point by
 * an eighth instead, so their codes are eighths. Layouts of ggml-common.h, formulas of
 * ggml-quants.c; proved by the fixtures' quant vectors.
 */
final class LatticeCodes {
  private LatticeCodes() {}

  /** IQ2_XXS: eight groups of 32, each four indexes, then four 7-bit sign words and the scale. */
  static void iq2xxs(
      MemorySegment data, long at, byte[] codes, int to, float[] scales, int groupTo) {
    float d = Dequantizer.half(data, at);
    for (int group = 0; group < 8; group++) {
      long from = at + 2 + 8L * group;
      int word = word(data, from + 4);
      scales[groupTo + group] = d * (0.5f + (word >>> 28)) * 0.25f;
      for (int part = 0; part < 4; part++) {
        int index = Dequantizer.unsigned(data, from + part);
        int signs = evenSigns(word >>> 7 * part);
        wide(Lattices.IQ2_XXS, index, signs, codes, to + group * 32 + part * 8);
      }
    }
  }

  /** IQ2_XS: 32 words of a 9-bit index and 7 signs; sixteen groups of 16 with 4-bit scales. */
  static void iq2xs(
      MemorySegment data, long at, byte[] codes, int to, float[] scales, int groupTo) {
    twoBitScales(data, Dequantizer.half(data, at), at + 66, scales, groupTo);
    for (int part = 0; part < 32; part++) {
      int word = shortWord(data, at + 2 + 2L * part);
      wide(Lattices.IQ2_XS, word & 511, evenSigns(word >>> 9), codes, to + part * 8);
    }
  }

  /** IQ2_S: 10-bit indexes in two places, a byte of signs for each; groups as in IQ2_XS. */
  static void iq2s(MemorySegment data, long at, byte[] codes, int to, float[] scales, int groupTo) {
    twoBitScales(data, Dequantizer.half(data, at), at + 74, scales, groupTo);
    for (int part = 0; part < 32; part++) {
      int high = Dequantizer.unsigned(data, at + 66 + part / 4) >>> part % 4 * 2 & 3;
      int index = Dequantizer.unsigned(data, at + 2 + part) | high << 8;
      int signs = Dequantizer.unsigned(data, at + 34 + part);
      wide(Lattices.IQ2_S, index, signs, codes, to + part * 8);
    }
  }

  private static void twoBitScales(
      MemorySegment data, float d, long at, float[] scales, int groupTo) {
    for (int group = 0; group < 16; group++) {
      int scale = Dequantizer.unsigned(data, at + group / 2) >>> group % 2 * 4 & 15;
      scales[groupTo + group] = d * (0.5f + scale) * 0.25f;
    }
  }

  /** IQ3_XXS: 64 indexes of four values, then per group of 32 its signs and scale. */
  static void iq3xxs(
      MemorySegment data, long at, byte[] codes, int to, float[] scales, int groupTo) {
    float d = Dequantizer.half(data, at);
    for (int group = 0; group < 8; group++) {
      int word = word(data, at + 66 + 4L * group);
      scales[groupTo + group] = d * (0.5f + (word >>> 28)) * 0.5f;
      for (int part = 0; part < 8; part++) {
        int index = Dequantizer.unsigned(data, at + 2 + 8L * group + part);
        int signs = evenSigns(word >>> 7 * (part / 2)) >>> part % 2 * 4;
        narrow(Lattices.IQ3_XXS, index, signs, codes, to + group * 32 + part * 4);
      }
    }
  }

  /** IQ3_S: 9-bit indexes of four values in two places, signs, eight groups of 32. */
  static void iq3s(MemorySegment data, long at, byte[] codes, int to, float[] scales, int groupTo) {
    float d = Dequantizer.half(data, at);
    for (int group = 0; group < 8; group++) {
      int scale = Dequantizer.unsigned(data, at + 106 + group / 2) >>> group % 2 * 4 & 15;
      scales[groupTo + group] = d * (1 + 2 * scale);
    }
    for (int part = 0; part < 64; part++) {
      int high = Dequantizer.unsigned(data, at + 66 + part / 8) >>> part % 8 & 1;
      int index = Dequantizer.unsigned(data, at + 2 + part) | high << 8;
      int signs = Dequantizer.unsigned(data, at + 74 + part / 2) >>> part % 2 * 4;
      narrow(Lattices.IQ3_S, index, signs, codes, to + part * 4);
    }
  }

  /** IQ1_S: 11-bit indexes in two places; eight groups of 32 share a scale and a shift. */
  static void iq1s(MemorySegment data, long at, byte[] codes, int to, float[] scales, int groupTo) {
    float d = Dequantizer.half(data, at);
    for (int group = 0; group < 8; group++) {
      int word = shortWord(data, at + 34 + 2L * group);
      scales[groupTo + group] = d * (2 * (word >>> 12 & 7) + 1) * 0.125f;
      int shift = word >>> 15 == 0 ? 1 : -1;
      for (int part = 0; part < 4; part++) {
        int low = Dequantizer.unsigned(data, at + 2 + 4L * group + part);
        int index = low | (word >>> 3 * part & 7) << 8;
        shifted(index, shift, codes, to + group * 32 + part * 8);
      }
    }
  }

  /** IQ1_M: as IQ1_S with groups of 16, a shift for every point, and the block's scale in parts. */
  static void iq1m(MemorySegment data, long at, byte[] codes, int to, float[] scales, int groupTo) {
    int bits = 0;
    for (int part = 0; part < 4; part++) {
      bits |= shortWord(data, at + 48 + 2L * part) >>> 12 << 4 * part;
    }
    float d = Halves.fromF16((short) bits);
    for (int group = 0; group < 16; group++) {
      int scale = shortWord(data, at + 48 + group / 4 * 2L) >>> group % 4 * 3 & 7;
      scales[groupTo + group] = d * (2 * scale + 1) * 0.125f;
    }
    for (int part = 0; part < 32; part++) {
      int high = Dequantizer.unsigned(data, at + 32 + part / 2) >>> part % 2 * 4;
      int index = Dequantizer.unsigned(data, at + part) | (high & 7) << 8;
      shifted(index, (high & 8) == 0 ? 1 : -1, codes, to + part * 8);
    }
  }

  /** Eight signs of which seven are stored: their number is even. */
  private static int evenSigns(int seven) {
    int stored = seven & 127;
    return stored | (Integer.bitCount(stored) & 1) << 7;
  }

  private static void wide(byte[] points, int index, int signs, byte[] codes, int to) {
    for (int i = 0; i < Lattices.WIDE; i++) {
      codes[to + i] = signed(points[index * Lattices.WIDE + i], signs >>> i);
    }
  }

  private static void narrow(byte[] points, int index, int signs, byte[] codes, int to) {
    for (int i = 0; i < Lattices.NARROW; i++) {
      codes[to + i] = signed(points[index * Lattices.NARROW + i], signs >>> i);
    }
  }

  private static byte signed(byte value, int isNegative) {
    int mask = -(isNegative & 1);
    return (byte) ((value ^ mask) - mask);
  }

  private static void shifted(int index, int shift, byte[] codes, int to) {
    for (int i = 0; i < Lattices.WIDE; i++) {
      codes[to + i] = (byte) (Lattices.IQ1[index * Lattices.WIDE + i] + shift);
    }
  }

  private static int shortWord(MemorySegment data, long at) {
    return Dequantizer.unsigned(data, at) | Dequantizer.unsigned(data, at + 1) << 8;
  }

  private static int word(MemorySegment data, long at) {
    return shortWord(data, at) | shortWord(data, at + 2) << 16;
  }
}
