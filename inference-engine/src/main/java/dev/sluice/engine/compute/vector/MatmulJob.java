package dev.sluice.engine.compute.vector;

import dev.sluice.engine.tensor.Tensor;

/**
 * {@code out = x * w^T} for one or several weights of the same input, a panel per item. Its fields
 * are the arguments of the call in progress, so that nothing is allocated per call.
 */
final class MatmulJob implements WorkerTeam.Job {
  private final PackedInput input;
  private final QuantizedInput rounded;
  private final Scratch[] scratch;
  private final PackedWeight[] weights;
  private final Tensor[] outs;
  private int count;
  private int n;

  /**
   * @param rounded for the weights that are {@linkplain PackedWeight#isRounded rounded}
   * @param maxWeights most weights of one call
   */
  MatmulJob(PackedInput input, QuantizedInput rounded, Scratch[] scratch, int maxWeights) {
    this.input = input;
    this.rounded = rounded;
    this.scratch = scratch;
    this.weights = new PackedWeight[maxWeights];
    this.outs = new Tensor[maxWeights];
  }

  void begin(int tokens) {
    n = tokens;
    count = 0;
  }

  void add(PackedWeight weight, Tensor out) {
    weights[count] = weight;
    outs[count] = out;
    count++;
  }

  /** Packs the call's input in the forms that its weights want. */
  void pack(Tensor x) {
    int roundedWeights = 0;
    for (int i = 0; i < count; i++) {
      roundedWeights += weights[i].isRounded() ? 1 : 0;
    }
    if (roundedWeights < count) {
      input.pack(x, n);
    }
    if (roundedWeights > 0) {
      rounded.pack(x, n);
    }
  }

  int items() {
    int panels = 0;
    for (int i = 0; i < count; i++) {
      panels += weights[i].panels();
    }
    return panels;
  }

  @Override
  public void run(int worker, int item) {
    int panel = item;
    int i = 0;
    while (panel >= weights[i].panels()) {
      panel -= weights[i].panels();
      i++;
    }
    if (n == 1) {
      single(scratch[worker], weights[i], panel, outs[i]);
    } else {
      several(scratch[worker], weights[i], panel, outs[i]);
    }
  }

  private void single(Scratch own, PackedWeight weight, int panel, Tensor out) {
    if (weight.isRounded()) {
      IntegerProduct.multiply(weight, panel, rounded, own);
    } else {
      PanelProduct.multiply(weight, panel, input.values(0, 0), input.sums(0, 0), own);
    }
    copyOut(weight, panel, 1, own.totals(1), out);
  }

  /**
   * Unpacks as many columns as stay in the second-level cache, once for all tokens, and takes the
   * tokens through them in groups that stay in the first-level cache.
   */
  private void several(Scratch own, PackedWeight weight, int panel, Tensor out) {
    long totals = own.totals(n + 1);
    Lanes.clear(totals, (n + 1L) * 4 * Lanes.BYTES);
    int segment = Scratch.UNPACKED_COLUMNS;
    for (int k = 0; k < weight.columns(); k += segment) {
      int columns = Math.min(segment, weight.columns() - k);
      if (weight.isRounded()) {
        IntegerProduct.unpack(weight, panel, k, columns, own);
      } else {
        TileUnpacker.unpack(weight, panel, k, columns, own);
      }
      for (int first = 0; first < n; first += Scratch.TOKENS) {
        int tokens = Math.min(Scratch.TOKENS, n - first);
        multiply(own, weight, k, columns, first, tokens, totals + first * 4L * Lanes.BYTES);
      }
    }
    copyOut(weight, panel, n, totals, out);
  }

  private void multiply(
      Scratch own, PackedWeight weight, int k0, int columns, int first, int tokens, long totals) {
    boolean scaled = weight.group() != 0;
    int step = scaled ? weight.group() : PackedInput.CHUNK;
    for (int k = 0; k < columns; k += step) {
      int count = Math.min(step, columns - k);
      int chunk = (k0 + k) / PackedInput.CHUNK;
      long x = input.values(chunk, first) + (k0 + k) % PackedInput.CHUNK * 4L;
      long tile = own.unpacked() + k * 4L * Lanes.BYTES;
      if (weight.isRounded()) {
        IntegerProduct.accumulate(weight, k / step, rounded, chunk, first, tokens, totals, own);
      } else if (scaled) {
        long factors = own.factors() + (long) (k / step) * FactorUnpacker.GROUP_BYTES;
        long inputSums = weight.hasOffsets() ? input.sums(chunk, first) : 0;
        ScaledTileProduct.accumulate(tile, count, x, tokens, factors, inputSums, totals);
      } else {
        TileProduct.accumulate(tile, count, x, tokens, totals);
      }
    }
  }

  private static void copyOut(PackedWeight weight, int panel, int tokens, long totals, Tensor out) {
    int row = panel * Lanes.PANEL;
    long bytes = Math.min(Lanes.PANEL, weight.rows() - row) * 4L;
    for (int t = 0; t < tokens; t++) {
      long to = out.address() + out.offset(t) + row * 4L;
      Lanes.copy(totals + (long) t * Lanes.PANEL * 4, to, bytes);
    }
  }
}
