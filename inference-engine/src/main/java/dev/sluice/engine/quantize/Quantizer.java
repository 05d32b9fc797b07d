package dev.sluice.engine.quantize;

import dev.sluice.engine.tensor.ElementType;

/** Turns rows of floats into stored blocks of one type. Not safe for use by several threads. */
public final class Quantizer {
  private final ElementType type;
  private final BlockWriter writer;

  /**
   * @throws IllegalArgumentException for a type that can only be read
   */
  public Quantizer(ElementType type) {
    this.type = type;
    this.writer =
        switch (type) {
          case F32 -> PlainBlocks::f32;
          case F16 -> PlainBlocks::f16;
          case BF16 -> PlainBlocks::bf16;
          case Q4_0 -> PlainBlocks::q4Centred;
          case Q4_1 -> PlainBlocks::q4;
          case Q5_0 -> PlainBlocks::q5Centred;
          case Q5_1 -> PlainBlocks::q5;
          case Q8_0 -> PlainBlocks::q8;
          case Q4_K -> new AffineBlocks(false);
          case Q5_K -> new AffineBlocks(true);
          case Q6_K -> new SymmetricBlocks();
          default -> throw new IllegalArgumentException(type + " can only be read");
        };
  }

  /** Whether rows can be written in the type. */
  public static boolean supports(ElementType type) {
    return switch (type) {
      case F32, F16, BF16, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q4_K, Q5_K, Q6_K -> true;
      default -> false;
    };
  }

  public ElementType type() {
    return type;
  }

  /**
   * Writes {@code count} values.
   *
   * @param count a multiple of the type's block
   * @param out zero where the blocks go
   * @return the first value that the type cannot hold (not a number, infinite, or too large for a
   *     16-bit float), as its index from {@code from}; -1 when all went well
   */
  public int rows(float[] x, int from, int count, byte[] out, int to) {
    int bad = firstUnusable(x, from, count);
    if (bad >= 0) {
      return bad;
    }
    int at = to;
    for (int i = 0; i < count; i += type.blockElements()) {
      writer.block(x, from + i, out, at);
      at += type.blockBytes();
    }
    return -1;
  }

  private int firstUnusable(float[] x, int from, int count) {
    float most = largest(type);
    for (int i = 0; i < count; i++) {
      if (!(Math.abs(x[from + i]) <= most)) {
        return i;
      }
    }
    return -1;
  }

  /** The largest magnitude: scales are 16-bit floats, so formats with n steps hold n times more. */
  private static float largest(ElementType type) {
    float half = 65504;
    return switch (type) {
      case F32, BF16 -> Float.MAX_VALUE;
      case Q4_0 -> 8 * half;
      case Q5_0 -> 16 * half;
      case Q8_0 -> 127 * half;
      default -> half;
    };
  }
}
