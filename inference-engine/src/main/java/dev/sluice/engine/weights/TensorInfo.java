package dev.sluice.engine.weights;

import dev.sluice.engine.tensor.ElementType;
import java.util.List;

/**
 * What is known of a tensor before it is touched.
 *
 * @param shape outermost first: {@code [columns]} of a vector, {@code [rows, columns]} of a matrix,
 *     {@code [experts, rows, columns]} of stacked experts
 */
public record TensorInfo(String name, ElementType type, List<Integer> shape) {

  public int columns() {
    return shape.isEmpty() ? 1 : shape.getLast();
  }

  /** Product of all dimensions but the last. */
  public int rows() {
    int rows = 1;
    for (int i = 0; i < shape.size() - 1; i++) {
      rows *= shape.get(i);
    }
    return rows;
  }

  public long elements() {
    return (long) rows() * columns();
  }
}
