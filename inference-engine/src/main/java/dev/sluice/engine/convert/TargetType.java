package dev.sluice.engine.convert;

import dev.sluice.engine.tensor.ElementType;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a model can be written as: the type of most of its weights. The K types are mixtures: {@code
 * _S} gives few tensors more bits, {@code _M} some more ({@link TensorRules}).
 */
public enum TargetType {
  F32(ElementType.F32, 0),
  F16(ElementType.F16, 1),
  BF16(ElementType.BF16, 32),
  Q8_0(ElementType.Q8_0, 7),
  Q6_K(ElementType.Q6_K, 18),
  Q5_K_M(ElementType.Q5_K, 17),
  Q5_K_S(ElementType.Q5_K, 16),
  Q5_1(ElementType.Q5_1, 9),
  Q5_0(ElementType.Q5_0, 8),
  Q4_K_M(ElementType.Q4_K, 15),
  Q4_K_S(ElementType.Q4_K, 14),
  Q4_1(ElementType.Q4_1, 3),
  Q4_0(ElementType.Q4_0, 2);

  private final ElementType elements;
  private final int fileType;

  TargetType(ElementType elements, int fileType) {
    this.elements = elements;
    this.fileType = fileType;
  }

  /**
   * The type of that name, in any case; {@code Q4_K} and {@code Q5_K} alone mean {@code _M}.
   *
   * @throws ConversionException for another name; the message lists those there are
   */
  public static TargetType of(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    String full = upper.equals("Q4_K") || upper.equals("Q5_K") ? upper + "_M" : upper;
    return Arrays.stream(values())
        .filter(type -> type.name().equals(full))
        .findFirst()
        .orElseThrow(
            () ->
                new ConversionException(
                    "There is no type '" + name + "' to write; there are " + names()));
  }

  /** All names, largest files first. */
  public static String names() {
    return Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
  }

  /** The type of most weights. */
  public ElementType elements() {
    return elements;
  }

  /** The value of {@code general.file_type}, llama.cpp's {@code llama_ftype}. */
  int fileType() {
    return fileType;
  }

  boolean isQuantized() {
    return elements.blockElements() > 1;
  }
}
