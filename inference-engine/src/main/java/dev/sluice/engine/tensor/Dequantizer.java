package dev.sluice.engine.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Exact values of stored blocks, one block at a time: the reference that every kernel is held to.
 * Formulas are those of ggml's {@code dequantize_row_*} (ggml-quants.c), in the same order of float
 * operations, so that results are bit-equal; proved by the fixtures' quant vectors.
 */
public final class Dequantizer {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** One block taken apart; kept per thread so that looking up an embedding allocates nothing. */
  private static final class Parts {
    private final byte[] codes = new byte[256];
    private final float[] scales = new float[16];
    private final float[] offsets = new float[16];
    private final short[] halves = new short[1024];
  }

  private static final ThreadLocal<Parts> PARTS = ThreadLocal.withInitial(Parts::new);

  private Dequantizer() {}

  /** Whether {@link #row} knows the type. */
  public static boolean supports(ElementType type) {
    return switch (type) {
      case F32, F16, BF16, Q2_K -> true;
      default -> GroupedCodes.groupSize(type) != 0;
    };
  }

  /**
   * Writes {@code count} values of a row that starts at {@code offset}.
   *
   * @param count a multiple of the type's block
   */
  public static void row(
      ElementType type, MemorySegment data, long offset, float[] out, int outOffset, int count) {
    switch (type) {
      case F32 -> MemorySegment.copy(data, FLOAT, offset, out, outOffset, count);
      case F16, BF16 -> halves(type, data, offset, out, outOffset, count);
      case Q4_0, Q4_1, Q8_0, Q2_K, Q4_K -> ownRow(type, data, offset, out, outOffset, count);
      default -> scaledRow(type, data, offset, out, outOffset, count);
    }
  }

  /** Through an array, from which the compiler converts many at once. */
  private static void halves(
      ElementType type, MemorySegment data, long offset, float[] out, int outOffset, int count) {
    short[] bits = PARTS.get().halves;
    for (int i = 0; i < count; i += bits.length) {
      int step = Math.min(bits.length, count - i);
      MemorySegment.copy(data, SHORT, offset + 2L * i, bits, 0, step);
      if (type == ElementType.F16) {
        for (int k = 0; k < step; k++) {
          out[outOffset + i + k] = Float.float16ToFloat(bits[k]);
        }
      } else {
        for (int k = 0; k < step; k++) {
          out[outOffset + i + k] = Float.intBitsToFloat(bits[k] << 16);
        }
      }
    }
  }

  private static void ownRow(
      ElementType type, MemorySegment data, long offset, float[] out, int outOffset, int count) {
    int step = type.blockElements();
    long at = offset;
    for (int i = 0; i < count; i += step) {
      block(type, data, at, out, outOffset + i);
      at += type.blockBytes();
    }
  }

  /**
   * Any other format that {@link GroupedCodes} takes apart: {@code scale * code}, and the offset
   * where there is one.
   */
  private static void scaledRow(
      ElementType type, MemorySegment data, long offset, float[] out, int outOffset, int count) {
    Parts parts = PARTS.get();
    int size = type.blockElements();
    int group = GroupedCodes.groupSize(type);
    boolean hasOffset = GroupedCodes.hasOffset(type);
    long at = offset;
    for (int i = 0; i < count; i += size) {
      GroupedCodes.block(type, data, at, parts.codes, 0, parts.scales, parts.offsets, 0);
      at += type.blockBytes();
      for (int g = 0; g < size / group; g++) {
        int to = outOffset + i + g * group;
        if (hasOffset) {
          shifted(parts.codes, g * group, parts.scales[g], parts.offsets[g], out, to, group);
        } else {
          scaled(parts.codes, g * group, parts.scales[g], out, to, group);
        }
      }
    }
  }

  private static void scaled(byte[] codes, int from, float scale, float[] out, int to, int count) {
    for (int i = 0; i < count; i++) {
      out[to + i] = scale * codes[from + i];
    }
  }

  private static void shifted(
      byte[] codes, int from, float scale, float offset, float[] out, int to, int count) {
    for (int i = 0; i < count; i++) {
      out[to + i] = scale * codes[from + i] + offset;
    }
  }

  private static void block(ElementType type, MemorySegment data, long at, float[] out, int to) {
    switch (type) {
      case Q4_0 -> q4Centred(data, at + 2, half(data, at), out, to);
      case Q4_1 -> q4(data, at + 4, half(data, at), half(data, at + 2), out, to);
      case Q8_0 -> q8(data, at, out, to);
      case Q4_K -> q4k(data, at, out, to);
      case Q2_K -> q2k(data, at, out, to);
      default -> throw new IllegalArgumentException("element type " + type + " is not supported");
    }
  }

  /** 32 nibbles: low halves of 16 bytes first, then the high halves; {@code d * q + m}. */
  private static void q4(MemorySegment data, long codes, float d, float m, float[] out, int to) {
    for (int i = 0; i < 16; i++) {
      int code = unsigned(data, codes + i);
      out[to + i] = (code & 15) * d + m;
      out[to + 16 + i] = (code >>> 4) * d + m;
    }
  }

  /** As {@link #q4} with {@code d * (q - 8)}: the difference is the sign of zero. */
  private static void q4Centred(MemorySegment data, long codes, float d, float[] out, int to) {
    for (int i = 0; i < 16; i++) {
      int code = unsigned(data, codes + i);
      out[to + i] = ((code & 15) - 8) * d;
      out[to + 16 + i] = ((code >>> 4) - 8) * d;
    }
  }

  private static void q8(MemorySegment data, long at, float[] out, int to) {
    float d = half(data, at);
    for (int i = 0; i < 32; i++) {
      out[to + i] = data.get(ValueLayout.JAVA_BYTE, at + 2 + i) * d;
    }
  }

  /** Eight sub-blocks of 32 with 6-bit scales and minima: {@code d * sc * q - dmin * m}. */
  private static void q4k(MemorySegment data, long at, float[] out, int to) {
    float d = half(data, at);
    float dmin = half(data, at + 2);
    for (int sub = 0; sub < 8; sub++) {
      float scale = d * q4kScale(data, at + 4, sub);
      float min = dmin * q4kMin(data, at + 4, sub);
      long codes = at + 16 + (sub >> 1) * 32;
      int shift = (sub & 1) * 4;
      for (int i = 0; i < 32; i++) {
        int code = unsigned(data, codes + i) >>> shift & 15;
        out[to + sub * 32 + i] = scale * code - min;
      }
    }
  }

  /** The 6-bit scale of sub-block {@code sub} among the 12 packed bytes of Q4_K and Q5_K. */
  static int q4kScale(MemorySegment data, long scales, int sub) {
    if (sub < 4) {
      return unsigned(data, scales + sub) & 63;
    }
    return unsigned(data, scales + sub + 4) & 15 | unsigned(data, scales + sub - 4) >>> 6 << 4;
  }

  /** The 6-bit minimum of sub-block {@code sub}. */
  static int q4kMin(MemorySegment data, long scales, int sub) {
    if (sub < 4) {
      return unsigned(data, scales + sub + 4) & 63;
    }
    return unsigned(data, scales + sub + 4) >>> 4 | unsigned(data, scales + sub) >>> 6 << 4;
  }

  /** Sixteen groups of 16 with 4-bit scales and minima: {@code d * sc * q - dmin * m}. */
  private static void q2k(MemorySegment data, long at, float[] out, int to) {
    float d = half(data, at + 80);
    float dmin = half(data, at + 82);
    for (int group = 0; group < 16; group++) {
      int factors = unsigned(data, at + group);
      float scale = d * (factors & 15);
      float min = dmin * (factors >>> 4);
      long codes = at + 16 + (group >> 3) * 32 + (group & 1) * 16;
      int shift = (group >> 1 & 3) * 2;
      for (int i = 0; i < 16; i++) {
        out[to + group * 16 + i] = scale * (unsigned(data, codes + i) >>> shift & 3) - min;
      }
    }
  }

  static int unsigned(MemorySegment data, long at) {
    return Byte.toUnsignedInt(data.get(ValueLayout.JAVA_BYTE, at));
  }

  static float half(MemorySegment data, long at) {
    return Halves.fromF16(data.get(SHORT, at));
  }
}
