package dev.sluice.engine.compute.cuda;

import dev.sluice.engine.compute.Activation;
import dev.sluice.engine.compute.KvCache;
import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.Tensor;

/** Launches of the operations that treat each row by itself; the kernels' files say the shapes. */
final class RowOps {
  private static final int THREADS = 256;
  private static final int ROPE_THREADS = 128;
  private static final int NARROW_THREADS = 64;

  private final Staging staging;
  private final GrowingBuffer rowIndexes;
  private final GrowingBuffer rowFactors;
  private final Kernel activate;
  private final Kernel activateMultiply;
  private final Kernel add;
  private final Kernel gather;
  private final Kernel layerNorm;
  private final Kernel rmsNorm;
  private final Kernel rope;
  private final Kernel scale;
  private final Kernel scatterAdd;
  private final Kernel softcap;
  private final Kernel storeKv;

  RowOps(Kernels kernels, Staging staging, DeviceMemory memory, ElementType kvType) {
    this.staging = staging;
    rowIndexes = new GrowingBuffer(memory, "batch");
    rowFactors = new GrowingBuffer(memory, "batch");
    activate = kernels.get("activate");
    activateMultiply = kernels.get("activate_multiply");
    add = kernels.get("add");
    gather = kernels.get("gather");
    layerNorm = kernels.get("layer_norm");
    rmsNorm = kernels.get("rms_norm");
    rope = kernels.get("rope");
    scale = kernels.get("scale");
    scatterAdd = kernels.get("scatter_add");
    softcap = kernels.get("softcap");
    storeKv = kernels.storeKv(kvType);
  }

  void rmsNorm(Tensor x, Tensor weight, float epsilon, int parts, int width, int n, Tensor out) {
    rmsNorm
        .rows(x)
        .address(weight.address())
        .real(epsilon)
        .integer(width)
        .rows(out)
        .launch(n, parts, THREADS);
  }

  void layerNorm(
      Tensor x,
      Tensor weight,
      Tensor bias,
      float epsilon,
      int parts,
      int width,
      int n,
      Tensor out) {
    layerNorm
        .rows(x)
        .address(weight.address())
        .address(bias == null ? 0 : bias.address())
        .real(epsilon)
        .integer(width)
        .rows(out)
        .launch(n, parts, THREADS);
  }

  void addBias(Tensor x, Tensor bias, int n) {
    add.rows(x).address(bias.address()).integer(0).integer(x.columns());
    perValue(add, x, n);
  }

  void add(Tensor x, Tensor y, int n) {
    perValue(add.rows(x).rows(y).integer(x.columns()), x, n);
  }

  void rope(Tensor x, Tensor angles, int heads, int headDim, int half, boolean interleaved, int n) {
    rope.rows(x)
        .rows(angles)
        .integer(heads)
        .integer(headDim)
        .integer(half)
        .integer(interleaved ? 1 : 0)
        .launch(n, Math.ceilDiv(heads * half, ROPE_THREADS), ROPE_THREADS);
  }

  void storeKv(Tensor keys, Tensor values, KvCache cache, DeviceBatch batch) {
    storeKv
        .rows(keys)
        .rows(values)
        .address(cache.keys().address())
        .address(cache.values().address())
        .address(batch.positions())
        .address(batch.tableStarts())
        .address(batch.blockIds())
        .integer(cache.kvHeads())
        .integer(cache.headDim())
        .launch(batch.tokens(), cache.kvHeads(), NARROW_THREADS);
  }

  void activate(Tensor x, Activation f, int n) {
    perValue(activate.rows(x).integer(x.columns()).integer(f.ordinal()), x, n);
  }

  void activateMultiply(Tensor gate, Tensor up, Activation f, int n) {
    activateMultiply.rows(gate).rows(up).integer(gate.columns()).integer(f.ordinal());
    perValue(activateMultiply, gate, n);
  }

  void scale(Tensor x, float factor, int n) {
    perValue(scale.rows(x).integer(x.columns()).real(factor), x, n);
  }

  void softcap(Tensor x, float cap, int n) {
    perValue(softcap.rows(x).integer(x.columns()).real(cap), x, n);
  }

  void gather(Tensor x, int[] rows, int count, Tensor out) {
    long indexes = rowIndexes.atLeast((long) count * Integer.BYTES);
    staging.upload(rows, count, indexes);
    perValue(gather.rows(x).address(indexes).integer(x.columns()).rows(out), x, count);
  }

  void copy(Tensor x, int n, Tensor out) {
    perValue(gather.rows(x).address(0).integer(x.columns()).rows(out), x, n);
  }

  void scatterAdd(Tensor x, int[] rows, float[] factors, int count, Tensor out) {
    long indexes = rowIndexes.atLeast((long) count * Integer.BYTES);
    staging.upload(rows, count, indexes);
    long weights = rowFactors.atLeast((long) count * Float.BYTES);
    staging.upload(factors, count, weights);
    scatterAdd
        .rows(x)
        .address(indexes)
        .address(weights)
        .integer(count)
        .integer(x.columns())
        .rows(out)
        .launch(Math.ceilDiv(x.columns(), NARROW_THREADS), 1, NARROW_THREADS);
  }

  private static void perValue(Kernel kernel, Tensor x, int n) {
    kernel.launch(n, Math.ceilDiv(x.columns(), THREADS), THREADS);
  }
}
