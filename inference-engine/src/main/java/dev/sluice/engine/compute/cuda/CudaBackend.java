package dev.sluice.engine.compute.cuda;

import dev.sluice.engine.compute.Activation;
import dev.sluice.engine.compute.AttentionSpec;
import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.compute.KvCache;
import dev.sluice.engine.compute.TokenBatch;
import dev.sluice.engine.compute.Weight;
import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.MemoryLedger;
import dev.sluice.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/**
 * {@link ComputeBackend} on an NVIDIA GPU. Operations are queued on one stream and return at once;
 * only {@link #read} waits. Kernels and memory are taken when a model is opened, so a step launches
 * and nothing else.
 *
 * <p>A failing kernel shows at the next wait, as a {@link DeviceException}; memory that runs out,
 * as an {@link OutOfMemoryError}. After either, {@link #close} still gives everything back.
 */
public final class CudaBackend implements ComputeBackend {
  private static final int ROW_FLOATS = 64;
  private static final int STAGING_BYTES = 16 << 20;

  private final MemoryLedger ledger = new MemoryLedger();
  private final ElementType kvType = configuredKvType();
  private final Device device;
  private final DeviceMemory memory;
  private Staging staging;
  private Kernels kernels;
  private Matmul matmul;
  private Attention attention;
  private DeviceBatch batch;
  private RowOps rows;
  private Top top;
  private StepGraphs graphs;
  private PeerLink link;
  private CudaBackend sender;

  /** Opens a device. */
  public CudaBackend(int ordinal) {
    device = new Device(ordinal);
    memory = new DeviceMemory(device, ledger);
    try {
      staging = new Staging(device, ledger, STAGING_BYTES);
      kernels = new Kernels(device);
      matmul = new Matmul(device, kernels, memory, staging);
      attention = new Attention(kernels, memory, staging, device.multiprocessors(), kvType);
      batch = new DeviceBatch(staging, memory);
      rows = new RowOps(kernels, staging, memory, kvType);
      top = new Top(kernels, memory, staging);
      graphs = new StepGraphs(device, memory);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  static ElementType configuredKvType() {
    return KvCache.configuredType("sluice.cuda.kv");
  }

  @Override
  public ElementType kvType() {
    return kvType;
  }

  @Override
  public String describe() {
    return "cuda (%s%s)"
        .formatted(device.name(), kvType == ElementType.F32 ? "" : ", keys and values " + kvType);
  }

  @Override
  public MemoryLedger ledger() {
    return ledger;
  }

  @Override
  public long freeBytes() {
    device.enter();
    return device.freeBytes();
  }

  @Override
  public Tensor allocate(String tag, int rowCount, int columns) {
    device.enter();
    long stride = Math.ceilDiv(columns, ROW_FLOATS) * (long) ROW_FLOATS * Float.BYTES;
    long address = memory.takeZeroed(tag, rowCount * stride);
    return new Tensor(
        tag, ElementType.F32, rowCount, columns, stride, MemorySegment.ofAddress(address));
  }

  @Override
  public KvCache allocateKv(int blocks, int kvHeads, int headDim) {
    device.enter();
    attention.load(headDim);
    int blockFloats = kvHeads * headDim * KvCache.BLOCK_TOKENS;
    Tensor keys = kvTensor("kv-keys", blocks, blockFloats);
    return new KvCache(keys, kvTensor("kv-values", blocks, blockFloats), kvHeads, headDim);
  }

  private Tensor kvTensor(String tag, int blocks, int blockFloats) {
    long address = memory.takeZeroed(tag, blocks * kvType.rowBytes(blockFloats));
    return Tensor.packed(tag, kvType, blocks, blockFloats, MemorySegment.ofAddress(address));
  }

  @Override
  public void release(Tensor tensor) {
    device.enter();
    memory.release(tensor.address());
  }

  @Override
  public Weight prepare(Tensor stored) {
    device.enter();
    return matmul.prepare(stored);
  }

  @Override
  public void write(Tensor target, int row, float[] values, int count) {
    device.enter();
    staging.upload(values, count, target.address() + target.offset(row));
  }

  @Override
  public void read(Tensor source, int row, float[] out, int count) {
    device.enter();
    staging.download(source.address() + source.offset(row), out, count);
  }

  @Override
  public void gather(Tensor x, int[] rowIndexes, int count, Tensor out) {
    device.enter();
    rows.gather(x, rowIndexes, count, out);
  }

  @Override
  public void matmul(Tensor x, Weight weight, int n, Tensor out) {
    if (x.columns() != weight.columns()
        || out.columns() < weight.rows()
        || n > x.rows()
        || n > out.rows()) {
      throw new IllegalArgumentException(
          "cannot multiply %d rows of %s by [%d, %d] into %s"
              .formatted(n, x, weight.rows(), weight.columns(), out));
    }
    device.enter();
    matmul.multiply(x, (DeviceWeight) weight, n, out);
  }

  @Override
  public void rmsNorm(Tensor x, Tensor weight, float epsilon, int n, Tensor out) {
    device.enter();
    rows.rmsNorm(x, weight, epsilon, 1, x.columns(), n, out);
  }

  @Override
  public void layerNorm(Tensor x, Tensor weight, Tensor bias, float epsilon, int n, Tensor out) {
    device.enter();
    rows.layerNorm(x, weight, bias, epsilon, 1, x.columns(), n, out);
  }

  @Override
  public void headRmsNorm(Tensor x, Tensor weight, float epsilon, int heads, int headDim, int n) {
    device.enter();
    rows.rmsNorm(x, weight, epsilon, heads, headDim, n, x);
  }

  @Override
  public void headLayerNorm(
      Tensor x, Tensor weight, Tensor bias, float epsilon, int heads, int headDim, int n) {
    device.enter();
    rows.layerNorm(x, weight, bias, epsilon, heads, headDim, n, x);
  }

  @Override
  public void addBias(Tensor x, Tensor bias, int n) {
    device.enter();
    rows.addBias(x, bias, n);
  }

  @Override
  public void add(Tensor x, Tensor y, int n) {
    device.enter();
    rows.add(x, y, n);
  }

  @Override
  public void rope(
      Tensor x, Tensor angles, int heads, int headDim, int half, boolean interleaved, int n) {
    device.enter();
    rows.rope(x, angles, heads, headDim, half, interleaved, n);
  }

  @Override
  public void storeKv(Tensor keys, Tensor values, KvCache cache, TokenBatch tokens) {
    device.enter();
    batch.bind(tokens);
    rows.storeKv(keys, values, cache, batch);
  }

  @Override
  public void attention(
      Tensor q, KvCache cache, AttentionSpec spec, TokenBatch tokens, Tensor out) {
    device.enter();
    batch.bind(tokens);
    attention.attend(q, cache, spec, batch, out);
  }

  @Override
  public void decode(TokenBatch tokens, int mostRows, Step operations) {
    device.enter();
    PaddedBatch padded = PaddedBatch.of(tokens, mostRows);
    batch.bind(padded);
    graphs.run(operations, padded, batch.spans());
  }

  @Override
  public void receive(ComputeBackend from, Tensor x, int n, Tensor out) {
    if (sender != from) {
      closeLink();
      sender = (CudaBackend) from;
      link = new PeerLink(sender.device, device);
    }
    link.copy(x.address(), out.address(), n * x.strideBytes());
  }

  private void closeLink() {
    if (link != null) {
      link.close();
      link = null;
    }
  }

  @Override
  public void activate(Tensor x, Activation f, int n) {
    device.enter();
    rows.activate(x, f, n);
  }

  @Override
  public void activateMultiply(Tensor gate, Tensor up, Activation f, int n) {
    device.enter();
    rows.activateMultiply(gate, up, f, n);
  }

  @Override
  public void scale(Tensor x, float factor, int n) {
    device.enter();
    rows.scale(x, factor, n);
  }

  @Override
  public void softcap(Tensor x, float cap, int n) {
    device.enter();
    rows.softcap(x, cap, n);
  }

  @Override
  public void scatterAdd(Tensor x, int[] rowIndexes, float[] factors, int count, Tensor out) {
    device.enter();
    rows.scatterAdd(x, rowIndexes, factors, count, out);
  }

  @Override
  public void top(Tensor x, int n, int k, int[] columns, float[] values) {
    device.enter();
    top.find(x, n, k, columns, values);
  }

  @Override
  public int topLimit() {
    return Top.LIMIT;
  }

  @Override
  public void copy(Tensor x, int n, Tensor out) {
    device.enter();
    rows.copy(x, n, out);
  }

  @Override
  public void close() {
    device.settle();
    closeLink();
    if (graphs != null) {
      graphs.close();
    }
    if (matmul != null) {
      matmul.close();
    }
    if (kernels != null) {
      kernels.close();
    }
    if (staging != null) {
      staging.close();
    }
    memory.close();
    device.close();
  }
}
