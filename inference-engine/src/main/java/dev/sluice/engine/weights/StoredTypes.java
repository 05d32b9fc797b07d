package dev.sluice.engine.weights;

import dev.sluice.codec.gguf.GgufFile;
import dev.sluice.codec.gguf.GgufTensor;
import dev.sluice.engine.tensor.ElementType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How many tensors and values a model's files hold in each element type, also in unknown ones. */
public final class StoredTypes {
  private final Map<String, Count> counts = new LinkedHashMap<>();

  /**
   * @param type its name, or for an unknown one of ggml {@code number} and its number
   * @param bytes 0 for a type whose size is not known
   */
  public record Count(String type, int tensors, long values, long bytes) {}

  private StoredTypes() {}

  /** Of a model whose tensors can be read. */
  public static List<Count> of(WeightStore store) {
    StoredTypes types = new StoredTypes();
    for (TensorInfo info : store.tensors()) {
      long bytes = info.rows() * info.type().rowBytes(info.columns());
      types.add(info.type().name(), info.elements(), bytes);
    }
    return types.byValues();
  }

  /** Of a file whose header can be read, whatever its tensors are. */
  public static List<Count> of(GgufFile file) {
    StoredTypes types = new StoredTypes();
    for (GgufTensor tensor : file.tensors().values()) {
      Optional<ElementType> type = ElementType.ofId(tensor.typeId());
      long bytes = type.map(t -> tensor.elements() / t.blockElements() * t.blockBytes()).orElse(0L);
      String name = type.map(Enum::name).orElse("number " + tensor.typeId());
      types.add(name, tensor.elements(), bytes);
    }
    return types.byValues();
  }

  /** Of a checkpoint that need not be of a known family. */
  public static List<Count> of(SafetensorsCheckpoint checkpoint) {
    StoredTypes types = new StoredTypes();
    for (StoredTensor tensor : checkpoint.tensors()) {
      long bytes = tensor.data().byteSize();
      types.add(tensor.dtype(), bytes / StoredTensor.elementBytes(tensor.dtype()), bytes);
    }
    return types.byValues();
  }

  private void add(String type, long values, long bytes) {
    counts.merge(
        type,
        new Count(type, 1, values, bytes),
        (a, b) ->
            new Count(
                type, a.tensors() + b.tensors(), a.values() + b.values(), a.bytes() + b.bytes()));
  }

  private List<Count> byValues() {
    List<Count> sorted = new ArrayList<>(counts.values());
    sorted.sort(Comparator.comparingLong(Count::values).reversed());
    return List.copyOf(sorted);
  }
}
