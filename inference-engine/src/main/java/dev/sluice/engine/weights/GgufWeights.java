package dev.sluice.engine.weights;

import dev.sluice.codec.gguf.GgufFile;
import dev.sluice.codec.gguf.GgufTensor;
import dev.sluice.engine.tensor.Dequantizer;
import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The settings and tensors of a GGUF file. */
public final class GgufWeights implements WeightStore {
  private final GgufFile file;
  private final Settings settings;
  private String digest;
  private final Map<String, TensorInfo> infos = new LinkedHashMap<>();

  /**
   * Checks every tensor's bytes against the file; takes ownership of the file when it succeeds.
   *
   * @throws WeightException when one does not fit or has an unknown type
   */
  public GgufWeights(GgufFile file) {
    this.file = file;
    this.settings = new Settings(file.metadata());
    for (GgufTensor stored : file.tensors().values()) {
      infos.put(stored.name(), checked(stored));
    }
  }

  private TensorInfo checked(GgufTensor stored) {
    ElementType type =
        ElementType.ofId(stored.typeId())
            .filter(Dequantizer::supports)
            .orElseThrow(
                () ->
                    new WeightException(
                        "tensor '%s' cannot be read: its element type is %s"
                            .formatted(stored.name(), ElementType.describe(stored.typeId()))));
    long columns = stored.dimensions().length == 0 ? 1 : stored.dimensions()[0];
    long rows = stored.elements() / columns;
    if (columns % type.blockElements() != 0) {
      throw new WeightException(
          "tensor '%s' has rows of %d values, not a multiple of the %d of a %s block"
              .formatted(stored.name(), columns, type.blockElements(), type));
    }
    if (rows > Integer.MAX_VALUE || columns > Integer.MAX_VALUE) {
      throw new WeightException(
          "tensor '%s' is [%d, %d], which is too large".formatted(stored.name(), rows, columns));
    }
    long left = file.data().byteSize() - stored.offset();
    long rowBytes = type.rowBytes(columns);
    if (rows > left / rowBytes) {
      throw new WeightException(
          ("tensor '%s' needs %d rows of %d bytes, but the file has only %d left: it is cut or"
                  + " damaged")
              .formatted(stored.name(), rows, rowBytes, left));
    }
    return new TensorInfo(stored.name(), type, shape(stored));
  }

  /** Outermost first; GGUF lists the innermost first. */
  private static List<Integer> shape(GgufTensor stored) {
    List<Integer> shape = new ArrayList<>();
    for (int i = stored.dimensions().length - 1; i >= 0; i--) {
      shape.add(Math.toIntExact(stored.dimensions()[i]));
    }
    return List.copyOf(shape);
  }

  @Override
  public Path path() {
    return file.path();
  }

  @Override
  public Settings settings() {
    return settings;
  }

  @Override
  public Collection<TensorInfo> tensors() {
    return infos.values();
  }

  @Override
  public Optional<TensorInfo> info(String name) {
    return Optional.ofNullable(infos.get(name));
  }

  @Override
  public Tensor rows(String name, int from, int count) {
    TensorInfo info = infos.get(name);
    if (info == null || from < 0 || count < 0 || count > info.rows() - from) {
      throw new WeightException(
          "rows %d to %d of tensor '%s' do not exist".formatted(from, (long) from + count, name));
    }
    long rowBytes = info.type().rowBytes(info.columns());
    long start = file.tensors().get(name).offset() + from * rowBytes;
    return Tensor.packed(
        name, info.type(), count, info.columns(), file.data().asSlice(start, count * rowBytes));
  }

  @Override
  public long storedBytes() {
    return file.data().byteSize();
  }

  @Override
  public String digest() {
    if (digest == null) {
      digest = SampledDigest.of(file.data(), file.headerBytes());
    }
    return digest;
  }

  @Override
  public Optional<String> identity() {
    try {
      Path real = file.path().toRealPath();
      return Optional.of(
          String.join(
              "\n",
              real.toString(),
              Long.toString(storedBytes()),
              Files.getLastModifiedTime(real).toInstant().toString(),
              digest()));
    } catch (IOException e) {
      return Optional.empty(); // moved away since it was opened
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
