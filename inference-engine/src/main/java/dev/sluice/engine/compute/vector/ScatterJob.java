package dev.sluice.engine.compute.vector;

import dev.sluice.engine.tensor.Tensor;

/**
 * {@code out[rows[i]] += factors[i] * x[i]}: a slice of the columns per item, because several
 * {@code i} may name one row and go there in order.
 */
final class ScatterJob implements WorkerTeam.Job {
  /** Below this many rows a barrier costs more than the other core saves. */
  static final int PARALLEL_ROWS = 8;

  private static final int SLICE = 256;

  private Tensor x;
  private int[] rows;
  private float[] factors;
  private int count;
  private Tensor out;

  void bind(Tensor source, int[] targets, float[] weights, int n, Tensor target) {
    x = source;
    rows = targets;
    factors = weights;
    count = n;
    out = target;
  }

  int items() {
    return Math.ceilDiv(x.columns(), SLICE);
  }

  @Override
  public void run(int worker, int slice) {
    long skip = (long) slice * SLICE * Float.BYTES;
    int width = Math.min(SLICE, x.columns() - slice * SLICE);
    for (int i = 0; i < count; i++) {
      long from = x.address() + x.offset(i) + skip;
      RowOps.addScaled(from, factors[i], width, out.address() + out.offset(rows[i]) + skip);
    }
  }
}
