package dev.sluice.engine.compute.vector;

import dev.sluice.engine.tensor.Tensor;

/**
 * {@code out = x * w^T} for one or several weights of the same input, a panel per item. Its fields
 * are the arguments of the call in progress, so that nothing is allocated per call.
 */
final class MatmulJob implements WorkerTeam.Job {
  private final PackedInput input;
  private final Scratch[] scratch;
  private final PackedWeight[] weights;
  private final Tensor[] outs;
  private int count;
  private int n;

  /**
   * @param maxWeights most weights of one call
   */
  MatmulJob(PackedInput input, Scratch[] scratch, int maxWeights) {
    this.input = input;
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
      for (int first = 0; first < n; first += Scratch.TOKENS) {
        int tokens = Math.min(Scratch.TOKENS, n - first);
        several(scratch[worker], weights[i], panel, first, tokens, outs[i]);
      }
    }
  }

  private void single(Scratch own, PackedWeight weight, int panel, Tensor out) {
    PanelProduct.multiply(weight, panel, input.values(0, 0), input.sums(0, 0), own);
    copyOut(weight, panel, 0, 1, own.totals(), out);
  }

  private void several(
      Scratch own, PackedWeight weight, int panel, int first, int tokens, Tensor out) {
    boolean scaled = weight.group() != 0;
    boolean hasOffsets = weight.hasOffsets();
    int segment = weight.segmentColumns();
    int step = scaled ? weight.group() : PackedInput.CHUNK;
    for (int k = 0; k < weight.columns(); k += step) {
      int columns = Math.min(step, weight.columns() - k);
      if (first == 0 && k % segment == 0) {
        own.touch(
            weight.codes(panel, k), weight.codeBytes(Math.min(segment, weight.columns() - k)));
      }
      long scales = TileUnpacker.unpack(weight, panel, k, columns, own);
      int chunk = k / PackedInput.CHUNK;
      long x = input.values(chunk, first) + (k % PackedInput.CHUNK) * 4L;
      TileProduct.accumulate(own.tile(), columns, x, tokens, own.sums());
      if (scaled) {
        long offsets = hasOffsets ? scales + 4L * Lanes.BYTES : 0;
        long inputSums = input.sums(chunk, first);
        TileProduct.settle(scales, offsets, inputSums, tokens, own.sums(), own.totals(), k == 0);
      }
    }
    copyOut(weight, panel, first, tokens, scaled ? own.totals() : own.sums(), out);
    // Sums are zero between panels: settling cleared those of the scaled forms, except the slot
    // beside an odd last token.
    long kept = scaled ? tokens : 0;
    Lanes.clear(own.sums() + kept * 4 * Lanes.BYTES, (tokens + 1 - kept) * 4 * Lanes.BYTES);
  }

  private static void copyOut(
      PackedWeight weight, int panel, int first, int tokens, long totals, Tensor out) {
    int row = panel * Lanes.PANEL;
    long bytes = Math.min(Lanes.PANEL, weight.rows() - row) * 4L;
    for (int t = 0; t < tokens; t++) {
      long to = out.address() + out.offset(first + t) + row * 4L;
      Lanes.copy(totals + (long) t * Lanes.PANEL * 4, to, bytes);
    }
  }
}
