package dev.sluice.engine.model;

import dev.sluice.engine.compute.BackendProvider;
import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.compute.HostTensors;
import dev.sluice.engine.compute.KvCache;
import dev.sluice.engine.compute.Weight;
import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.Tensor;
import dev.sluice.engine.weights.WeightException;
import dev.sluice.engine.weights.WeightStore;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.stream.Stream;

/**
 * Builds a decoder on a backend that only counts. Whatever the real one would take is so found by
 * the very code that takes it, and whatever tensor is missing is missed by the code that needs it,
 * with no second description of any family. The decoder cannot be run.
 */
final class DryRun implements InvocationHandler {
  private final BackendProvider provider;
  private long weights;
  private long keysAndValues;
  private long activations;

  private DryRun(BackendProvider provider) {
    this.provider = provider;
  }

  /**
   * @throws WeightException when a tensor is missing or has another shape
   */
  static DryRun of(
      DecoderSpec spec,
      WeightStore store,
      BackendProvider provider,
      int kvBlocks,
      DecoderOptions options) {
    LayerSplit whole = LayerSplit.whole(spec.layers().size());
    return of(spec, store, provider, kvBlocks, options, whole).getFirst();
  }

  /** As {@link #of}, each layer by itself; the last one with the output head. */
  static List<DryRun> ofLayers(
      DecoderSpec spec,
      WeightStore store,
      BackendProvider provider,
      int kvBlocks,
      DecoderOptions options) {
    LayerSplit each = LayerSplit.each(spec.layers().size());
    return of(spec, store, provider, kvBlocks, options, each);
  }

  private static List<DryRun> of(
      DecoderSpec spec,
      WeightStore store,
      BackendProvider provider,
      int kvBlocks,
      DecoderOptions options,
      LayerSplit split) {
    List<DryRun> runs = Stream.generate(() -> new DryRun(provider)).limit(split.parts()).toList();
    List<ComputeBackend> backends = runs.stream().map(DryRun::backend).toList();
    new TransformerDecoder(null, spec, new ShapesOnly(store), backends, split, kvBlocks, options);
    return runs;
  }

  private ComputeBackend backend() {
    return (ComputeBackend)
        Proxy.newProxyInstance(
            ComputeBackend.class.getClassLoader(), new Class<?>[] {ComputeBackend.class}, this);
  }

  long weights() {
    return weights;
  }

  long keysAndValues() {
    return keysAndValues;
  }

  long activations() {
    return activations;
  }

  @Override
  public Object invoke(Object backend, Method method, Object[] arguments) {
    return switch (method.getName()) {
      case "allocate" -> allocate((String) arguments[0], (int) arguments[1], (int) arguments[2]);
      case "allocateKv" -> allocateKv((int) arguments[0], (int) arguments[1], (int) arguments[2]);
      case "prepare" -> prepare((Tensor) arguments[0]);
      case "write" -> null; // what norms and biases hold is not of interest
      case "beginLoading", "endLoading" -> null;
      default -> throw new UnsupportedOperationException(method.getName());
    };
  }

  private Tensor allocate(String tag, int rows, int columns) {
    long stride = Math.ceilDiv(columns, HostTensors.ROW_FLOATS) * (long) HostTensors.ROW_FLOATS;
    long bytes = rows * stride * Float.BYTES;
    if (tag.equals(WeightLoader.TAG)) {
      weights += bytes;
    } else {
      activations += bytes;
    }
    return empty(tag, ElementType.F32, rows, columns);
  }

  private KvCache allocateKv(int blocks, int kvHeads, int headDim) {
    int blockFloats = kvHeads * headDim * KvCache.BLOCK_TOKENS;
    keysAndValues += 2 * blocks * provider.kvType().rowBytes(blockFloats);
    Tensor half = empty("kv", provider.kvType(), blocks, blockFloats);
    return new KvCache(half, half, kvHeads, headDim);
  }

  private Weight prepare(Tensor stored) {
    weights += provider.weightBytes(stored.type(), stored.rows(), stored.columns());
    return new CountedWeight(stored.rows(), stored.columns(), stored.type());
  }

  private static Tensor empty(String name, ElementType type, int rows, int columns) {
    return Tensor.packed(name, type, rows, columns, MemorySegment.NULL);
  }

  private record CountedWeight(int rows, int columns, ElementType type) implements Weight {
    @Override
    public void close() {}
  }
}
