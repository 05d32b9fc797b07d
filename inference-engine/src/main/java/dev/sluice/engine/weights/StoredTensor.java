package dev.sluice.engine.weights;

import dev.sluice.engine.tensor.ElementType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A tensor as it lies in a safetensors file.
 *
 * @param dtype the format's name of the element type
 * @param shape outermost first
 */
record StoredTensor(String name, String dtype, List<Integer> shape, MemorySegment data) {

  /** Bytes of one element, 0 for an unknown type. */
  static int elementBytes(String dtype) {
    return switch (dtype) {
      case "F64", "I64", "U64" -> 8;
      case "F32", "I32", "U32" -> 4;
      case "F16", "BF16", "I16", "U16" -> 2;
      case "I8", "U8", "BOOL", "F8_E4M3", "F8_E5M2", "F8_E8M0" -> 1;
      default -> 0;
    };
  }

  /**
   * @throws WeightException when weights of this type cannot be used
   */
  ElementType type() {
    return switch (dtype) {
      case "F32" -> ElementType.F32;
      case "F16" -> ElementType.F16;
      case "BF16" -> ElementType.BF16;
      default ->
          throw new WeightException(
              "tensor '%s' is stored as %s; F32, F16 and BF16 are supported"
                  .formatted(name, dtype));
    };
  }
}
