package dev.sluice.engine.convert;

import dev.sluice.engine.tensor.ElementType;
import java.util.List;
import java.util.Map;

/**
 * What was written.
 *
 * @param bytes size of the file
 * @param values numbers in it
 * @param tensors how many of each type
 * @param fallbacks tensors whose rows did not fit the wanted type
 * @param requantized whether values were rounded a second time, because the source was quantised
 */
public record Conversion(
    long bytes,
    long values,
    Map<ElementType, Integer> tensors,
    List<String> fallbacks,
    boolean requantized) {

  /** Bits per value, all included. */
  public double bitsPerValue() {
    return values == 0 ? 0 : bytes * 8.0 / values;
  }
}
