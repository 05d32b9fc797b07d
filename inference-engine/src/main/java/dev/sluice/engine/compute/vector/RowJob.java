package dev.sluice.engine.compute.vector;

import dev.sluice.engine.compute.KvCache;
import dev.sluice.engine.compute.TokenBatch;
import dev.sluice.engine.tensor.Tensor;

/**
 * One of {@link RowOps} over many tokens, a token per item. Fields are the arguments of the call in
 * progress.
 */
final class RowJob implements WorkerTeam.Job {
  private enum Op {
    NORM,
    ADD,
    ADD_BIAS,
    SILU,
    ROPE,
    STORE_KV
  }

  /** Below this many tokens a barrier costs more than the other core saves. */
  private static final int PARALLEL_TOKENS = 8;

  private final WorkerTeam team;
  private final Scratch[] scratch;
  private Op op;
  private Tensor x;
  private Tensor y;
  private Tensor out;
  private float epsilon;
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

  void rmsNorm(Tensor source, Tensor weight, float eps, int n, Tensor target) {
    op = Op.NORM;
    x = source;
    y = weight;
    epsilon = eps;
    out = target;
    start(n);
  }

  void add(Tensor target, Tensor source, int n) {
    op = Op.ADD;
    x = target;
    y = source;
    start(n);
  }

  void addBias(Tensor target, Tensor bias, int n) {
    op = Op.ADD_BIAS;
    x = target;
    y = bias;
    start(n);
  }

  void siluMultiply(Tensor gate, Tensor up, int n) {
    op = Op.SILU;
    x = gate;
    y = up;
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
      case NORM -> RowOps.rmsNorm(x, y, epsilon, token, out, scratch[worker].tile());
      case ADD -> RowOps.add(x, token, y, token);
      case ADD_BIAS -> RowOps.add(x, token, y, 0);
      case SILU -> RowOps.siluMultiply(x, y, token);
      case ROPE -> RowOps.rope(x, y, heads, headDim, half, interleaved, token);
      case STORE_KV -> RowOps.storeKv(x, y, cache, batch, token);
    }
  }
}
