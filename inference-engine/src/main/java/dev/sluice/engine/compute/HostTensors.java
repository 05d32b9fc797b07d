package dev.sluice.engine.compute;

import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.MemoryLedger;
import dev.sluice.engine.tensor.MemoryLedger.Allocation;
import dev.sluice.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;

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
    int blockFloats = kvHeads * headDim * KvCache.BLOCK_TOKENS;
    return new KvCache(
        kvTensor("kv-keys", blocks, blockFloats),
        kvTensor("kv-values", blocks, blockFloats),
        kvHeads,
        headDim);
  }

  private Tensor kvTensor(String tag, int blocks, int blockFloats) {
    // A vector load at the last value row may reach past it by less than one padded row.
    long bytes = ((long) blocks * blockFloats + ROW_FLOATS) * Float.BYTES;
    return Tensor.packed(tag, ElementType.F32, blocks, blockFloats, take(tag, bytes));
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

  @Override
  public void close() {
    owned.values().forEach(Allocation::close);
    owned.clear();
  }
}
