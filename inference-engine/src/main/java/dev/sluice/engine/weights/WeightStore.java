package dev.sluice.engine.weights;

import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.Tensor;
import java.util.Map;
import java.util.Optional;

/**
 * A model's stored tensors, mapped read-only and checked against their file. Closing unmaps them.
 */
public interface WeightStore extends AutoCloseable {

  /** The tensor of that name, or empty. */
  Optional<Tensor> find(String name);

  /**
   * The tensor of that name and shape.
   *
   * @throws WeightException when it is missing or shaped otherwise
   */
  default Tensor require(String name, int rows, int columns) {
    Tensor tensor =
        find(name).orElseThrow(() -> new WeightException("the model has no tensor '" + name + "'"));
    if (tensor.rows() != rows || tensor.columns() != columns) {
      throw new WeightException(
          "tensor '"
              + name
              + "' is ["
              + tensor.rows()
              + ", "
              + tensor.columns()
              + "], but the model's settings ask for ["
              + rows
              + ", "
              + columns
              + "]");
    }
    return tensor;
  }

  /** Values stored, over all tensors. */
  long parameters();

  /** Values per element type. */
  Map<ElementType, Long> parametersByType();

  /** Lower-case hex SHA-256 that identifies the weights. */
  String digest();

  @Override
  void close();
}
