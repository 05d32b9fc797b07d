package dev.sluice.engine.weights;

import dev.sluice.codec.gguf.GgufFile;
import dev.sluice.codec.gguf.GgufTensor;
import dev.sluice.engine.tensor.Dequantizer;
import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.Tensor;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The tensors of a GGUF file. */
public final class GgufWeights implements WeightStore {
  private final GgufFile file;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final Map<ElementType, Long> parameters = new EnumMap<>(ElementType.class);

  /**
   * Checks every tensor's bytes against the file; takes ownership of the file when it succeeds.
   *
   * @throws WeightException when one does not fit or has an unknown type
   */
  public GgufWeights(GgufFile file) {
    this.file = file;
    for (GgufTensor stored : file.tensors().values()) {
      Tensor tensor = view(stored);
      tensors.put(stored.name(), tensor);
      parameters.merge(tensor.type(), tensor.elements(), Long::sum);
    }
  }

  private Tensor view(GgufTensor stored) {
    ElementType type =
        ElementType.ofId(stored.typeId())
            .filter(Dequantizer::supports)
            .orElseThrow(
                () ->
                    new WeightException(
                        "tensor '"
                            + stored.name()
                            + "' cannot be read: its element type is "
                            + ElementType.describe(stored.typeId())));
    long columns = stored.dimensions().length == 0 ? 1 : stored.dimensions()[0];
    long rows = stored.elements() / columns;
    if (columns % type.blockElements() != 0) {
      throw new WeightException(
          "tensor '"
              + stored.name()
              + "' has rows of "
              + columns
              + " values, not a multiple of the "
              + type.blockElements()
              + " of a "
              + type
              + " block");
    }
    if (rows > Integer.MAX_VALUE || columns > Integer.MAX_VALUE) {
      throw new WeightException(
          "tensor '" + stored.name() + "' is [" + rows + ", " + columns + "], which is too large");
    }
    long left = file.data().byteSize() - stored.offset();
    long rowBytes = type.rowBytes(columns);
    if (rows > left / rowBytes) {
      throw new WeightException(
          "tensor '"
              + stored.name()
              + "' needs "
              + rows
              + " rows of "
              + rowBytes
              + " bytes, but the file has only "
              + left
              + " left: it is cut or damaged");
    }
    return Tensor.packed(
        stored.name(),
        type,
        (int) rows,
        (int) columns,
        file.data().asSlice(stored.offset(), rows * rowBytes));
  }

  @Override
  public Optional<Tensor> find(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  @Override
  public long parameters() {
    return parameters.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public Map<ElementType, Long> parametersByType() {
    return Map.copyOf(parameters);
  }

  /** The type that most values have. */
  public static ElementType commonest(Map<ElementType, Long> parametersByType) {
    return parametersByType.entrySet().stream()
        .max(
            Map.Entry.<ElementType, Long>comparingByValue()
                .thenComparing(Comparator.comparing(Map.Entry::getKey)))
        .map(Map.Entry::getKey)
        .orElse(ElementType.F32);
  }

  @Override
  public String digest() {
    return SampledDigest.of(file.data(), file.headerBytes());
  }

  @Override
  public void close() {
    file.close();
  }
}
