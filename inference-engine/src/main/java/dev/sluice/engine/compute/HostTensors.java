package dev.sluice.engine.compute;

import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.MemoryLedger;
import dev.sluice.engine.tensor.MemoryLedger.Allocation;
import dev.sluice.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Activations and caches in the host's own memory, for backends that compute there. Rows are padded
 * to {@link #ROW_FLOATS}, so that a kernel may write whole vectors at a row's end.
 */
public final class HostTensors implements AutoCloseable {
  /**
   * Row strides are multiples of this many floats: four vectors of the widest species (AVX-512).
   */
  public static final int ROW_FLOATS = 64;

  private final MemoryLedger ledger = new MemoryLedger();
  private final Map<Long, Allocation> owned = new HashMap<>();

  public MemoryLedger ledger() {
    return ledger;
  }

  /** Zeroed activations with padded rows. */
  public Tensor allocate(String tag, int rows, int columns) {
    long stride = Math.ceilDiv(columns, ROW_FLOATS) * (long) ROW_FLOATS * Float.BYTES;
    return new Tensor(tag, ElementType.F32, rows, columns, stride, take(tag, rows * stride));
  }

  /** Zeroed key and value blocks of one layer. */
  public KvCache allocateKv(int blocks, int kvHeads, int headDim) {
    return allocateKv(ElementType.F32, blocks, kvHeads, headDim, headDim);
  }

  /**
   * As {@link #allocateKv(int, int, int)}, of another element type.
   *
   * @param keyDim components that a key takes, of which {@code headDim} are used
   */
  public KvCache allocateKv(ElementType type, int blocks, int kvHeads, int headDim, int keyDim) {
    return new KvCache(
        kvTensor("kv-keys", type, blocks, kvHeads * keyDim * KvCache.BLOCK_TOKENS),
        kvTensor("kv-values", type, blocks, kvHeads * headDim * KvCache.BLOCK_TOKENS),
        kvHeads,
        headDim);
  }

  private Tensor kvTensor(String tag, ElementType type, int blocks, int blockNumbers) {
    // A vector load at the last value row may reach past it by less than one padded row.
    long bytes = blocks * type.rowBytes(blockNumbers) + ROW_FLOATS * Float.BYTES;
    return Tensor.packed(tag, type, blocks, blockNumbers, take(tag, bytes));
  }

  /** Zeroed bytes for anything else, such as rearranged weights. */
  public MemorySegment take(String tag, long bytes) {
    Allocation memory = ledger.allocate(tag, bytes);
    owned.put(memory.segment().address(), memory);
    return memory.segment();
  }

  /** Frees what was allocated here. */
  public void release(Tensor tensor) {
    release(tensor.data());
  }

  /** Frees what {@link #take} gave. */
  public void release(MemorySegment segment) {
    Allocation memory = owned.remove(segment.address());
    if (memory == null) {
      throw new IllegalArgumentException(
          "memory at " + segment.address() + " was not allocated here, or is already free");
    }
    memory.close();
  }

  /** Copies host floats into a row. */
  public void write(Tensor target, int row, float[] values, int count) {
    MemorySegment.copy(values, 0, target.data(), ValueLayout.JAVA_FLOAT, target.offset(row), count);
  }

  /** Copies a row out. */
  public void read(Tensor source, int row, float[] out, int count) {
    MemorySegment.copy(source.data(), ValueLayout.JAVA_FLOAT, source.offset(row), out, 0, count);
  }

  /** Copies {@code n} rows. */
  public void copy(Tensor x, int n, Tensor out) {
    for (int t = 0; t < n; t++) {
      MemorySegment.copy(
          x.data(), x.offset(t), out.data(), out.offset(t), (long) x.columns() * Float.BYTES);
    }
  }

  /** {@code out[i] = x[rows[i]]}. */
  public void gather(Tensor x, int[] rows, int count, Tensor out) {
    for (int i = 0; i < count; i++) {
      MemorySegment.copy(
          x.data(), x.offset(rows[i]), out.data(), out.offset(i), (long) x.columns() * Float.BYTES);
    }
  }

  /** The largest values of each row, by a full sort: where rows are at hand nobody asks twice. */
  public void top(Tensor x, int n, int k, int[] columns, float[] values) {
    for (int t = 0; t < n; t++) {
      long row = x.offset(t);
      int[] order =
          IntStream.range(0, x.columns())
              .boxed()
              .sorted((a, b) -> compare(at(x, row, a), at(x, row, b)))
              .limit(k)
              .mapToInt(Integer::intValue)
              .toArray();
      for (int rank = 0; rank < k; rank++) {
        columns[t * k + rank] = order[rank];
        values[t * k + rank] = at(x, row, order[rank]);
      }
    }
  }

  private static float at(Tensor x, long row, int column) {
    return x.data().get(ValueLayout.JAVA_FLOAT, row + (long) column * Float.BYTES);
  }

  /** NaN first, then larger ones; both zeros are equal, and a stable sort keeps their order. */
  private static int compare(float a, float b) {
    if (Float.isNaN(a) || Float.isNaN(b)) {
      return Boolean.compare(Float.isNaN(b), Float.isNaN(a));
    }
    return a > b ? -1 : a < b ? 1 : 0;
  }

  @Override
  public void close() {
    owned.values().forEach(Allocation::close);
    owned.clear();
  }
}
