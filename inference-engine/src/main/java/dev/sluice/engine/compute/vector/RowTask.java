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
 * One of {@link RowOps} with its arguments, for any token's row. It reads and writes that token's
 * rows and reads what is the same for all.
 */
final class RowTask {
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
    COPY("copyRow"),
    PACK("packRow"),
    ROUND("roundRow");

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
  private PackedInput packed;
  private QuantizedInput rounded;

  /** Each of a row's {@code spans} parts of {@code width} apart. */
  void rmsNorm(Tensor source, Tensor weight, float eps, int spans, int width, Tensor target) {
    op = Op.RMS_NORM;
    x = source;
    y = weight;
    number = eps;
    heads = spans;
    headDim = width;
    out = target;
  }

  /** Each of a row's {@code spans} parts of {@code width} apart. */
  void layerNorm(
      Tensor source, Tensor weight, Tensor offset, float eps, int spans, int width, Tensor target) {
    op = Op.LAYER_NORM;
    x = source;
    y = weight;
    bias = offset;
    number = eps;
    heads = spans;
    headDim = width;
    out = target;
  }

  void add(Tensor target, Tensor source) {
    op = Op.ADD;
    x = target;
    y = source;
  }

  void addBias(Tensor target, Tensor offset) {
    op = Op.ADD_BIAS;
    x = target;
    y = offset;
  }

  void activate(Tensor target, Activation f) {
    op = Op.ACTIVATE;
    x = target;
    activation = f;
  }

  void activateMultiply(Tensor gate, Tensor up, Activation f) {
    op = Op.ACTIVATE_MULTIPLY;
    x = gate;
    y = up;
    activation = f;
  }

  void scale(Tensor target, float factor) {
    op = Op.SCALE;
    x = target;
    number = factor;
  }

  void softcap(Tensor target, float cap) {
    op = Op.SOFTCAP;
    x = target;
    number = cap;
  }

  void copy(Tensor source, Tensor target) {
    op = Op.COPY;
    x = source;
    out = target;
  }

  void rope(Tensor target, Tensor angles, int headCount, int width, int pairs, boolean pairwise) {
    op = Op.ROPE;
    x = target;
    y = angles;
    heads = headCount;
    headDim = width;
    half = pairs;
    interleaved = pairwise;
  }

  void storeKv(Tensor keys, Tensor values, KvCache target, TokenBatch tokens) {
    op = Op.STORE_KV;
    x = keys;
    y = values;
    cache = target;
    batch = tokens;
  }

  void pack(PackedInput target) {
    op = Op.PACK;
    packed = target;
  }

  void round(QuantizedInput target) {
    op = Op.ROUND;
    rounded = target;
  }

  private static MethodHandle rowMethod(String name) {
    try {
      return MethodHandles.lookup()
          .findVirtual(
              RowTask.class, name, MethodType.methodType(void.class, long.class, int.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("there is no row operation " + name, e);
    }
  }

  /**
   * @param spare working memory, {@link Scratch#tile}
   */
  void run(long spare, int token) {
    try {
      op.row.invokeExact(this, spare, token);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("row operation " + op + " failed: " + e, e);
    }
  }

  private void rmsNormRow(long spare, int token) {
    for (int h = 0; h < heads; h++) {
      long at = h * headDim * 4L;
      NormOps.rms(row(x, token) + at, y.address(), number, headDim, row(out, token) + at, spare);
    }
  }

  private void layerNormRow(long spare, int token) {
    long weight = y.address();
    long offset = bias == null ? 0 : bias.address();
    for (int h = 0; h < heads; h++) {
      long at = h * headDim * 4L;
      long from = row(x, token) + at;
      NormOps.layer(from, weight, offset, number, headDim, row(out, token) + at, spare);
    }
  }

  private void addRow(long spare, int token) {
    RowOps.add(x, token, y, token);
  }

  private void addBiasRow(long spare, int token) {
    RowOps.add(x, token, y, 0);
  }

  private void activateRow(long spare, int token) {
    ActivationOps.activate(activation, row(x, token), x.columns(), spare);
  }

  private void activateMultiplyRow(long spare, int token) {
    ActivationOps.activateMultiply(activation, row(x, token), row(y, token), x.columns(), spare);
  }

  private void scaleRow(long spare, int token) {
    RowOps.scale(x, token, number);
  }

  private void softcapRow(long spare, int token) {
    ActivationOps.softcap(number, row(x, token), x.columns(), spare);
  }

  private void copyRow(long spare, int token) {
    Lanes.copy(row(x, token), row(out, token), x.columns() * 4L);
  }

  private void ropeRow(long spare, int token) {
    RowOps.rope(x, y, heads, headDim, half, interleaved, token);
  }

  private void storeKvRow(long spare, int token) {
    if (cache.keys().type() == ElementType.F16) {
      HalfBlocks.storeKv(x, y, cache, batch, token);
    } else {
      RowOps.storeKv(x, y, cache, batch, token);
    }
  }

  private void packRow(long spare, int token) {
    packed.packToken(token);
  }

  private void roundRow(long spare, int token) {
    rounded.packToken(token);
  }

  private static long row(Tensor tensor, int row) {
    return tensor.address() + tensor.offset(row);
  }
}
