package dev.sluice.engine.convert;

import dev.sluice.engine.tensor.ElementType;
import java.util.Arrays;

/**
 * A tensor before conversion.
 *
 * @param dimensions innermost first, as GGUF lists them
 */
public record SourceTensor(String name, ElementType type, long[] dimensions) {

  public int columns() {
    return dimensions.length == 0 ? 1 : Math.toIntExact(dimensions[0]);
  }

  /** Product of all dimensions but the innermost. */
  public int rows() {
    return Math.toIntExact(elements() / columns());
  }

  public long elements() {
    return Arrays.stream(dimensions).reduce(1, Math::multiplyExact);
  }
}
