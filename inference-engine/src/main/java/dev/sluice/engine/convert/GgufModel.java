package dev.sluice.engine.convert;

import dev.sluice.codec.gguf.GgufException;
import dev.sluice.codec.gguf.GgufFile;
import dev.sluice.codec.gguf.GgufWriter;
import dev.sluice.engine.tensor.Tensor;
import dev.sluice.engine.weights.GgufWeights;
import dev.sluice.engine.weights.WeightException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A GGUF file as the source of another one: every metadata value is kept byte for byte. */
final class GgufModel implements ModelSource {
  private static final String ALIGNMENT = "general.alignment";

  private final GgufFile file;
  private final List<SourceTensor> tensors;
  private final Map<String, Tensor> stored = new HashMap<>();

  private GgufModel(GgufFile file, GgufWeights weights) {
    this.file = file;
    this.tensors =
        file.tensors().values().stream()
            .map(
                tensor -> {
                  Tensor whole = weights.find(tensor.name()).orElseThrow();
                  stored.put(tensor.name(), whole);
                  return new SourceTensor(tensor.name(), whole.type(), tensor.dimensions());
                })
            .toList();
  }

  /**
   * @throws ConversionException when the file is damaged, or one part of a split model
   */
  static GgufModel open(Path path) {
    GgufFile file;
    try {
      file = GgufFile.open(path);
    } catch (GgufException e) {
      throw new ConversionException(e.getMessage(), e);
    }
    try {
      long parts = file.integer("split.count", 1);
      if (parts > 1) {
        throw new ConversionException(
            path + " is one of the " + parts + " parts of a split model; join them first");
      }
      return new GgufModel(file, new GgufWeights(file));
    } catch (WeightException | GgufException e) {
      file.close();
      throw new ConversionException(path + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public String architecture() {
    String architecture = file.text("general.architecture");
    return architecture == null ? "" : architecture;
  }

  @Override
  public void describe(GgufWriter writer) {
    for (String key : file.metadata().keySet()) {
      if (!key.equals(ALIGNMENT)) {
        writer.copy(key, file.storedValue(key));
      }
    }
  }

  @Override
  public List<SourceTensor> tensors() {
    return tensors;
  }

  @Override
  public Tensor rows(SourceTensor tensor, int from, int count) {
    Tensor whole = stored.get(tensor.name());
    long start = whole.offset(from);
    return Tensor.packed(
        whole.name(),
        whole.type(),
        count,
        whole.columns(),
        whole.data().asSlice(start, count * whole.strideBytes()));
  }

  @Override
  public void close() {
    file.close();
  }
}
