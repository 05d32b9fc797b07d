package dev.sluice.engine.weights;

import dev.sluice.engine.tensor.ElementType;
import java.util.List;

/**
 * How a tensor in GGUF's form is made of a checkpoint's. Vectors count as matrices of one column
 * here, so that the same rearrangement serves a projection and its bias.
 */
public sealed interface TensorRecipe {

  /** A tensor as it is stored. */
  record Stored(String name) implements TensorRecipe {}

  /** Rows of another tensor in another order. */
  record Reordered(TensorRecipe source, RowOrder order) implements TensorRecipe {}

  /** Rows {@code from .. from + count} of another tensor that has {@code sourceRows}. */
  record Slice(TensorRecipe source, int sourceRows, int from, int count) implements TensorRecipe {}

  /** Rows and columns exchanged: GPT-2 stores {@code [in, out]}. */
  record Transposed(TensorRecipe source) implements TensorRecipe {}

  /** Equally shaped matrices as one tensor of a dimension more. */
  record Stacked(List<TensorRecipe> parts) implements TensorRecipe {}

  /** In 32-bit floats, each value plus one: Gemma stores norm weights less one. */
  record PlusOne(TensorRecipe source) implements TensorRecipe {}

  /** Values that come from the configuration. */
  record Values(float[] values) implements TensorRecipe {}

  /**
   * What a recipe gives.
   *
   * @param shape outermost first
   */
  record Form(ElementType type, List<Integer> shape) {
    boolean isVector() {
      return shape.size() == 1;
    }

    int rows() {
      long rows = 1;
      for (int i = 0; i < Math.max(1, shape.size() - 1); i++) {
        rows = Math.multiplyExact(rows, shape.get(i));
      }
      return Math.toIntExact(rows);
    }

    int columns() {
      return isVector() ? 1 : shape.getLast();
    }

    long rowBytes() {
      return type.rowBytes(columns());
    }
  }
}
