package dev.sluice.engine.compute.vector;

import dev.sluice.engine.compute.Activation;
import dev.sluice.engine.compute.KvCache;
import dev.sluice.engine.compute.TokenBatch;
import dev.sluice.engine.tensor.Tensor;

/**
 * One of {@link RowOps} over many tokens, a token per item. Fields are the arguments of the call in
 * progress.
 */
final class RowJob implements WorkerTeam.Job {
  private enum Op {
    RMS_NORM,
    LAYER_NORM,
    ADD,
    ADD_BIAS,
    ACTIVATE,
    ACTIVATE_MULTIPLY,
    SCALE,
    SOFTCAP,
    ROPE,
    STORE_KV,
    COPY
  }

  /** Below this many tokens a barrier costs more than the other core saves. */
  private static final int PARALLEL_TOKENS = 8;

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
    if (n < PARALLEL_TOKENS) {
      for (int t = 0; t < n; t++) {
        run(0, t);
      }
    } else {
      team.run(this, n);
    }
  }

  @Override
  public void run(int worker, int token) {
    switch (op) {
      case RMS_NORM -> norms(token, scratch[worker].tile());
      case LAYER_NORM -> norms(token, scratch[worker].tile());
      case ADD -> RowOps.add(x, token, y, token);
      case ADD_BIAS -> RowOps.add(x, token, y, 0);
      case ACTIVATE -> ActivationOps.activate(activation, row(x, token), x.columns());
      case ACTIVATE_MULTIPLY ->
          ActivationOps.activateMultiply(activation, row(x, token), row(y, token), x.columns());
      case SCALE -> RowOps.scale(x, token, number);
      case SOFTCAP -> RowOps.softcap(x, token, number);
      case COPY -> Lanes.copy(row(x, token), row(out, token), x.columns() * 4L);
      case ROPE -> RowOps.rope(x, y, heads, headDim, half, interleaved, token);
      case STORE_KV -> RowOps.storeKv(x, y, cache, batch, token);
    }
  }

  private void norms(int token, long spare) {
    long from = row(x, token);
    long to = row(out, token);
    for (int h = 0; h < heads; h++) {
      if (op == Op.RMS_NORM) {
        NormOps.rms(from, y.address(), number, headDim, to, spare);
      } else {
        long offset = bias == null ? 0 : bias.address();
        NormOps.layer(from, y.address(), offset, number, headDim, to, spare);
      }
      from += headDim * 4L;
      to += headDim * 4L;
    }
  }

  private static long row(Tensor tensor, int row) {
    return tensor.address() + tensor.offset(row);
  }
}
