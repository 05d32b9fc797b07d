package dev.sluice.engine.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A quantised row taken apart into small integers and per-group factors: value = {@code scale *
 * code + offset}. Kernels that rearrange weights read them through this, so that one kernel serves
 * every format with the same code width.
 *
 * <p>Codes are unsigned nibbles 0..15 where {@link #isNibble}, signed bytes otherwise.
 */
public final class GroupedCodes {
  private GroupedCodes() {}

  /** Values per group, or 0 for a type that is not made of scaled integers here. */
  public static int groupSize(ElementType type) {
    return switch (type) {
      case Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q4_K, Q5_K, IQ4_NL, IQ4_XS, MXFP4 -> 32;
      case IQ1_S, IQ2_XXS, IQ3_XXS, IQ3_S, TQ1_0, TQ2_0 -> 32;
      case Q3_K, Q6_K, IQ1_M, IQ2_XS, IQ2_S, NVFP4 -> 16;
      default -> 0;
    };
  }

  /** Whether codes fit four bits. */
  public static boolean isNibble(ElementType type) {
    return type == ElementType.Q4_0 || type == ElementType.Q4_1 || type == ElementType.Q4_K;
  }

  /**
   * Whether groups have an offset besides the scale. Such groups have 32 values: kernels keep the
   * sums of inputs that offsets are multiplied with at that grain.
   */
  public static boolean hasOffset(ElementType type) {
    return isNibble(type) || type == ElementType.Q5_1 || type == ElementType.Q5_K;
  }

  /**
   * Reads one block.
   *
   * @param at byte offset of the block
   * @param codes receives {@code blockElements} codes from {@code to}
   * @param scales receives one factor per group, from {@code groupTo}
   * @param offsets likewise, untouched without {@link #hasOffset}
   */
  public static void block(
      ElementType type,
      MemorySegment data,
      long at,
      byte[] codes,
      int to,
      float[] scales,
      float[] offsets,
      int groupTo) {
    switch (type) {
      case Q4_0 -> {
        scales[groupTo] = Dequantizer.half(data, at);
        offsets[groupTo] = -8 * scales[groupTo];
        nibbles(data, at + 2, codes, to);
      }
      case Q4_1 -> {
        scales[groupTo] = Dequantizer.half(data, at);
        offsets[groupTo] = Dequantizer.half(data, at + 2);
        nibbles(data, at + 4, codes, to);
      }
      case Q8_0 -> {
        scales[groupTo] = Dequantizer.half(data, at);
        MemorySegment.copy(data, ValueLayout.JAVA_BYTE, at + 2, codes, to, 32);
      }
      case Q4_K -> q4k(data, at, codes, to, scales, offsets, groupTo);
      case Q6_K -> q6k(data, at, codes, to, scales, groupTo);
      case Q5_0 -> {
        scales[groupTo] = Dequantizer.half(data, at);
        SmallCodes.fiveBits(data, at + 2, at + 6, 16, codes, to);
      }
      case Q5_1 -> {
        scales[groupTo] = Dequantizer.half(data, at);
        offsets[groupTo] = Dequantizer.half(data, at + 2);
        SmallCodes.fiveBits(data, at + 4, at + 8, 0, codes, to);
      }
      case Q5_K -> SmallCodes.q5k(data, at, codes, to, scales, offsets, groupTo);
      case Q3_K -> SmallCodes.q3k(data, at, codes, to, scales, groupTo);
      case IQ4_NL -> SmallCodes.iq4nl(data, at, codes, to, scales, groupTo);
      case IQ4_XS -> SmallCodes.iq4xs(data, at, codes, to, scales, groupTo);
      case MXFP4 -> SmallCodes.mxfp4(data, at, codes, to, scales, groupTo);
      case NVFP4 -> SmallCodes.nvfp4(data, at, codes, to, scales, groupTo);
      case IQ1_S -> LatticeCodes.iq1s(data, at, codes, to, scales, groupTo);
      case IQ1_M -> LatticeCodes.iq1m(data, at, codes, to, scales, groupTo);
      case IQ2_XXS -> LatticeCodes.iq2xxs(data, at, codes, to, scales, groupTo);
      case IQ2_XS -> LatticeCodes.iq2xs(data, at, codes, to, scales, groupTo);
      case IQ2_S -> LatticeCodes.iq2s(data, at, codes, to, scales, groupTo);
      case IQ3_XXS -> LatticeCodes.iq3xxs(data, at, codes, to, scales, groupTo);
      case IQ3_S -> LatticeCodes.iq3s(data, at, codes, to, scales, groupTo);
      case TQ1_0 -> TernaryCodes.tq1(data, at, codes, to, scales, groupTo);
      case TQ2_0 -> TernaryCodes.tq2(data, at, codes, to, scales, groupTo);
      default -> throw new IllegalArgumentException(type + " is not made of scaled integers");
    }
  }

  private static void nibbles(MemorySegment data, long at, byte[] codes, int to) {
    for (int i = 0; i < 16; i++) {
      int code = Dequantizer.unsigned(data, at + i);
      codes[to + i] = (byte) (code & 15);
      codes[to + 16 + i] = (byte) (code >>> 4);
    }
  }

  private static void q4k(
      MemorySegment data,
      long at,
      byte[] codes,
      int to,
      float[] scales,
      float[] offsets,
      int groupTo) {
    q4kFactors(data, at, scales, offsets, groupTo);
    for (int sub = 0; sub < 8; sub++) {
      long from = at + 16 + (sub >> 1) * 32;
      int shift = (sub & 1) * 4;
      for (int i = 0; i < 32; i++) {
        codes[to + sub * 32 + i] = (byte) (Dequantizer.unsigned(data, from + i) >>> shift & 15);
      }
    }
  }

  static void q4kFactors(
      MemorySegment data, long at, float[] scales, float[] offsets, int groupTo) {
    float d = Dequantizer.half(data, at);
    float dmin = Dequantizer.half(data, at + 2);
    for (int sub = 0; sub < 8; sub++) {
      scales[groupTo + sub] = d * Dequantizer.q4kScale(data, at + 4, sub);
      offsets[groupTo + sub] = -(dmin * Dequantizer.q4kMin(data, at + 4, sub));
    }
  }

  /** Sixteen groups of 16 with an 8-bit scale each; codes -32..31, their upper bits apart. */
  private static void q6k(
      MemorySegment data, long at, byte[] codes, int to, float[] scales, int groupTo) {
    float d = Dequantizer.half(data, at + 208);
    for (int group = 0; group < 16; group++) {
      scales[groupTo + group] = d * data.get(ValueLayout.JAVA_BYTE, at + 192 + group);
    }
    for (int half = 0; half < 2; half++) {
      long low = at + half * 64;
      long high = at + 128 + half * 32;
      int first = to + half * 128;
      for (int lane = 0; lane < 32; lane++) {
        int a = Dequantizer.unsigned(data, low + lane);
        int b = Dequantizer.unsigned(data, low + 32 + lane);
        int highs = Dequantizer.unsigned(data, high + lane);
        codes[first + lane] = (byte) ((a & 15 | (highs & 3) << 4) - 32);
        codes[first + 32 + lane] = (byte) ((b & 15 | (highs >>> 2 & 3) << 4) - 32);
        codes[first + 64 + lane] = (byte) ((a >>> 4 | (highs >>> 4 & 3) << 4) - 32);
        codes[first + 96 + lane] = (byte) ((b >>> 4 | highs >>> 6 << 4) - 32);
      }
    }
  }
}
