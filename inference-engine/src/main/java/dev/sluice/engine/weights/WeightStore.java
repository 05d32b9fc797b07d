package dev.sluice.engine.weights;

import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.Tensor;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * A model's settings and stored tensors under GGUF's names, mapped read-only and checked against
 * their files. A store of another format gives them in GGUF's form: it is a virtual GGUF file.
 * Tensors are valid until the store is closed.
 */
public interface WeightStore extends AutoCloseable {

  /** File or folder. */
  Path path();

  Settings settings();

  /** Every tensor, in a fixed order; none is made. */
  Collection<TensorInfo> tensors();

  Optional<TensorInfo> info(String name);

  /**
   * Rows {@code from .. from + count} of a tensor, without a copy where they lie so in the file.
   *
   * @throws WeightException when there is no such tensor or it has fewer rows
   */
  Tensor rows(String name, int from, int count);

  /** Bytes of all files. */
  long storedBytes();

  /** Lower-case hex SHA-256 that identifies settings and weights. */
  String digest();

  /**
   * Says which file this is and in what state: another path, size, time of change or {@link
   * #digest} is another identity. Empty where that cannot be said of one file.
   */
  default Optional<String> identity() {
    return Optional.empty();
  }

  default boolean has(String name) {
    return info(name).isPresent();
  }

  /** The tensor of that name, or empty. */
  default Optional<Tensor> find(String name) {
    return info(name).map(info -> rows(name, 0, info.rows()));
  }

  /**
   * The tensor of that name and shape.
   *
   * @throws WeightException when it is missing or shaped otherwise
   */
  default Tensor require(String name, int rows, int columns) {
    return requireRows(name, rows, columns, 0, rows);
  }

  /** Rows of the tensor of that name and shape. */
  default Tensor requireRows(String name, int rows, int columns, int from, int count) {
    TensorInfo info =
        info(name).orElseThrow(() -> new WeightException("the model has no tensor '" + name + "'"));
    if (info.rows() != rows || info.columns() != columns) {
      throw new WeightException(
          "tensor '%s' is [%d, %d], but the model's settings ask for [%d, %d]"
              .formatted(name, info.rows(), info.columns(), rows, columns));
    }
    return rows(name, from, count);
  }

  /** Values stored, over all tensors. */
  default long parameters() {
    return tensors().stream().mapToLong(TensorInfo::elements).sum();
  }

  /** The type that most values have. */
  default ElementType commonestType() {
    Map<ElementType, Long> values = new EnumMap<>(ElementType.class);
    tensors().forEach(info -> values.merge(info.type(), info.elements(), Long::sum));
    return values.entrySet().stream()
        .max(
            Map.Entry.<ElementType, Long>comparingByValue()
                .thenComparing(Comparator.comparing(Map.Entry::getKey)))
        .map(Map.Entry::getKey)
        .orElse(ElementType.F32);
  }

  @Override
  void close();
}
