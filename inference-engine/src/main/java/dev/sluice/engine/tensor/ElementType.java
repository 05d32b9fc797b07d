package dev.sluice.engine.tensor;

import java.util.Optional;

/**
 * How a tensor's values are stored: {@code blockElements} consecutive values of a row share {@code
 * blockBytes} bytes. Numbers and layouts are those of ggml (ggml.h, {@code enum ggml_type};
 * ggml-common.h for the block structures).
 */
public enum ElementType {
  F32(0, 1, 4),
  F16(1, 1, 2),
  Q4_0(2, 32, 18),
  Q4_1(3, 32, 20),
  Q5_0(6, 32, 22),
  Q5_1(7, 32, 24),
  Q8_0(8, 32, 34),
  Q2_K(10, 256, 84),
  Q3_K(11, 256, 110),
  Q4_K(12, 256, 144),
  Q5_K(13, 256, 176),
  Q6_K(14, 256, 210),
  IQ2_XXS(16, 256, 66),
  IQ2_XS(17, 256, 74),
  IQ3_XXS(18, 256, 98),
  IQ1_S(19, 256, 50),
  IQ4_NL(20, 32, 18),
  IQ3_S(21, 256, 110),
  IQ2_S(22, 256, 82),
  IQ4_XS(23, 256, 136),
  IQ1_M(29, 256, 56),
  BF16(30, 1, 2),
  TQ1_0(34, 256, 54),
  TQ2_0(35, 256, 66),
  MXFP4(39, 32, 17),
  NVFP4(40, 64, 36);

  private static final String REPACKED =
      ", rearranged for one processor and given up by ggml; use a file in plain ";

  private final int id;
  private final int blockElements;
  private final int blockBytes;

  ElementType(int id, int blockElements, int blockBytes) {
    this.id = id;
    this.blockElements = blockElements;
    this.blockBytes = blockBytes;
  }

  /** The type with ggml's number, or empty for one that is not known here. */
  public static Optional<ElementType> ofId(int id) {
    for (ElementType type : values()) {
      if (type.id == id) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** What ggml calls a number, and why it cannot be read where it is not a type here. */
  public static String describe(int id) {
    String number = " (number " + id + ")";
    return switch (id) {
      case 4 -> "Q4_2" + number + ", which ggml gave up in 2023";
      case 5 -> "Q4_3" + number + ", which ggml gave up in 2023";
      case 9 -> "Q8_1" + number + ", an intermediate of kernels that no model is stored in";
      case 15 -> "Q8_K" + number + ", an intermediate of kernels that no model is stored in";
      case 24 -> "I8" + number + ", which holds no weights";
      case 25 -> "I16" + number + ", which holds no weights";
      case 26 -> "I32" + number + ", which holds no weights";
      case 27 -> "I64" + number + ", which holds no weights";
      case 28 -> "F64" + number;
      case 31 -> "Q4_0_4_4" + number + REPACKED + "Q4_0";
      case 32 -> "Q4_0_4_8" + number + REPACKED + "Q4_0";
      case 33 -> "Q4_0_8_8" + number + REPACKED + "Q4_0";
      case 36 -> "IQ4_NL_4_4" + number + REPACKED + "IQ4_NL";
      case 37 -> "IQ4_NL_4_8" + number + REPACKED + "IQ4_NL";
      case 38 -> "IQ4_NL_8_8" + number + REPACKED + "IQ4_NL";
      case 41 -> "Q1_0" + number;
      case 42 -> "Q2_0" + number;
      default -> ofId(id).map(Enum::name).orElse("unknown") + number;
    };
  }

  public int id() {
    return id;
  }

  public int blockElements() {
    return blockElements;
  }

  public int blockBytes() {
    return blockBytes;
  }

  /** Bytes of a row of {@code columns} values; {@code columns} must be a multiple of the block. */
  public long rowBytes(long columns) {
    if (columns % blockElements != 0) {
      throw new IllegalArgumentException(
          columns
              + " columns are not a multiple of the "
              + blockElements
              + " of a "
              + this
              + " block");
    }
    return columns / blockElements * blockBytes;
  }
}
