package dev.sluice.engine.compute.vector;

import dev.sluice.engine.compute.Activation;
import dev.sluice.engine.compute.KvCache;
import dev.sluice.engine.compute.TokenBatch;
import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.Tensor;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * One of {@link RowOps} over many tokens, a token per item. Fields are the arguments of the call in
 * progress.
 */
final class RowJob implements WorkerTeam.Job {
  private enum Op {
    RMS_NORM("rmsNormRow"),
    LAYER_NORM("layerNormRow"),
    ADD("addRow"),
    ADD_BIAS("addBiasRow"),
    ACTIVATE("activateRow"),
    ACTIVATE_MULTIPLY("activateMultiplyRow"),
    SCALE("scaleRow"),
    SOFTCAP("softcapRow"),
    ROPE("ropeRow"),
    STORE_KV("storeKvRow"),
    COPY("copyRow");

    /**
     * Not final, so that the compiler cannot take it for a constant and compiles each operation by
     * itself: all in one method they pass its limit and box their vectors ({@link Outlined}).
     */
    @SuppressWarnings({"FieldMayBeFinal", "ImmutableEnumChecker"})
    private MethodHandle row;

    Op(String method) {
      row = rowMethod(method);
    }
  }

  private final WorkerTeam team;
  private final Scratch[] scratch;
  private Op op;
  private Tensor x;
  private Tensor y;
  private Tensor bias;
  private Tensor out;
  private Activation activation;
  private float number;
  private int heads;
  private int headDim;
  private int half;
  private boolean interleaved;
  private KvCache cache;
  private TokenBatch batch;

  RowJob(WorkerTeam team, Scratch[] scratch) {
    this.team = team;
    this.scratch = scratch;
  }

  /** Each of a row's {@code spans} parts of {@code width} apart. */
  void rmsNorm(
      Tensor source, Tensor weight, float eps, int spans, int width, int n, Tensor target) {
    op = Op.RMS_NORM;
    x = source;
    y = weight;
    number = eps;
    heads = spans;
    headDim = width;
    out = target;
    start(n);
  }

  /** Each of a row's {@code spans} parts of {@code width} apart. */
  void layerNorm(
      Tensor source,
      Tensor weight,
      Tensor offset,
      float eps,
      int spans,
      int width,
      int n,
      Tensor target) {
    op = Op.LAYER_NORM;
    x = source;
    y = weight;
    bias = offset;
    number = eps;
    heads = spans;
    headDim = width;
    out = target;
    start(n);
  }

  void add(Tensor target, Tensor source, int n) {
    op = Op.ADD;
    x = target;
    y = source;
    start(n);
  }

  void addBias(Tensor target, Tensor offset, int n) {
    op = Op.ADD_BIAS;
    x = target;
    y = offset;
    start(n);
  }

  void activate(Tensor target, Activation f, int n) {
    op = Op.ACTIVATE;
    x = target;
    activation = f;
    start(n);
  }

  void activateMultiply(Tensor gate, Tensor up, Activation f, int n) {
    op = Op.ACTIVATE_MULTIPLY;
    x = gate;
    y = up;
    activation = f;
    start(n);
  }

  void scale(Tensor target, float factor, int n) {
    op = Op.SCALE;
    x = target;
    number = factor;
    start(n);
  }

  void softcap(Tensor target, float cap, int n) {
    op = Op.SOFTCAP;
    x = target;
    number = cap;
    start(n);
  }

  void copy(Tensor source, int n, Tensor target) {
    op = Op.COPY;
    x = source;
    out = target;
    start(n);
  }

  void rope(
      Tensor target, Tensor angles, int headCount, int width, int pairs, boolean pairwise, int n) {
    op = Op.ROPE;
    x = target;
    y = angles;
    heads = headCount;
    headDim = width;
    half = pairs;
    interleaved = pairwise;
    start(n);
  }

  void storeKv(Tensor keys, Tensor values, KvCache target, TokenBatch tokens) {
    op = Op.STORE_KV;
    x = keys;
    y = values;
    cache = target;
    batch = tokens;
    start(tokens.tokenCount());
  }

  private void start(int n) {
    team.runTokens(this, n);
  }

  private static MethodHandle rowMethod(String name) {
    try {
      return MethodHandles.lookup()
          .findVirtual(RowJob.class, name, MethodType.methodType(void.class, int.class, int.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("there is no row operation " + name, e);
    }
  }

  @Override
  public void run(int worker, int token) {
    try {
      op.row.invokeExact(this, worker, token);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("row operation " + op + " failed: " + e, e);
    }
  }

  private void rmsNormRow(int worker, int token) {
    long spare = scratch[worker].tile();
    for (int h = 0; h < heads; h++) {
      long at = h * headDim * 4L;
      NormOps.rms(row(x, token) + at, y.address(), number, headDim, row(out, token) + at, spare);
    }
  }

  private void layerNormRow(int worker, int token) {
    long spare = scratch[worker].tile();
    long weight = y.address();
    long offset = bias == null ? 0 : bias.address();
    for (int h = 0; h < heads; h++) {
      long at = h * headDim * 4L;
      long from = row(x, token) + at;
      NormOps.layer(from, weight, offset, number, headDim, row(out, token) + at, spare);
    }
  }

  private void addRow(int worker, int token) {
    RowOps.add(x, token, y, token);
  }

  private void addBiasRow(int worker, int token) {
    RowOps.add(x, token, y, 0);
  }

  private void activateRow(int worker, int token) {
    ActivationOps.activate(activation, row(x, token), x.columns(), scratch[worker].tile());
  }

  private void activateMultiplyRow(int worker, int token) {
    long spare = scratch[worker].tile();
    ActivationOps.activateMultiply(activation, row(x, token), row(y, token), x.columns(), spare);
  }

  private void scaleRow(int worker, int token) {
    RowOps.scale(x, token, number);
  }

  private void softcapRow(int worker, int token) {
    ActivationOps.softcap(number, row(x, token), x.columns(), scratch[worker].tile());
  }

  private void copyRow(int worker, int token) {
    Lanes.copy(row(x, token), row(out, token), x.columns() * 4L);
  }

  private void ropeRow(int worker, int token) {
    RowOps.rope(x, y, heads, headDim, half, interleaved, token);
  }

  private void storeKvRow(int worker, int token) {
    if (cache.keys().type() == ElementType.F16) {
      HalfBlocks.storeKv(x, y, cache, batch, token);
    } else {
      RowOps.storeKv(x, y, cache, batch, token);
    }
  }

  private static long row(Tensor tensor, int row) {
    return tensor.address() + tensor.offset(row);
  }
}
