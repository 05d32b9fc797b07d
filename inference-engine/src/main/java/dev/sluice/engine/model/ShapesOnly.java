package dev.sluice.engine.model;

import dev.sluice.engine.tensor.Tensor;
import dev.sluice.engine.weights.Settings;
import dev.sluice.engine.weights.TensorInfo;
import dev.sluice.engine.weights.WeightException;
import dev.sluice.engine.weights.WeightStore;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;

/**
 * A store whose matrices have no data, so that a checkpoint's need not be made. Vectors, which a
 * decoder reads when it is built, are the other store's.
 */
record ShapesOnly(WeightStore store) implements WeightStore {
  @Override
  public Path path() {
    return store.path();
  }

  @Override
  public Settings settings() {
    return store.settings();
  }

  @Override
  public Collection<TensorInfo> tensors() {
    return store.tensors();
  }

  @Override
  public Optional<TensorInfo> info(String name) {
    return store.info(name);
  }

  @Override
  public Tensor rows(String name, int from, int count) {
    TensorInfo info =
        info(name).orElseThrow(() -> new WeightException("the model has no tensor '" + name + "'"));
    if (info.rows() == 1) {
      return store.rows(name, from, count);
    }
    if (from < 0 || count > info.rows() - from) {
      throw new WeightException(
          "rows %d to %d of tensor '%s' do not exist".formatted(from, (long) from + count, name));
    }
    return Tensor.packed(name, info.type(), count, info.columns(), MemorySegment.NULL);
  }

  @Override
  public long storedBytes() {
    return store.storedBytes();
  }

  @Override
  public String digest() {
    return store.digest();
  }

  @Override
  public void close() {
    store.close();
  }
}
