package dev.sluice.engine.compute.vector;

import dev.sluice.engine.tensor.Tensor;

/**
 * {@code out = x * w^T} for one or several weights of the same input, a panel per item. Its fields
 * are the arguments of the call in progress, so that nothing is allocated per call.
 */
final class MatmulJob implements WorkerTeam.Job {
  /** Fewest tokens of a split panel's part: each part is unpacked anew. */
  private static final int SMALLEST_PART = 2;

  private final PackedInput input;
  private final QuantizedInput rounded;
  private final Scratch[] scratch;
  private final PackedWeight[] weights;
  private final Tensor[] outs;
  private int count;
  private int n;
  private int panels;
  private int splitPanels;

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

  /** Has the call's input packed in the forms that its weights want, after what waits already. */
  void pack(Tensor x, RowJob rows) {
    int roundedWeights = 0;
    boolean hasOffsets = false;
    boolean hasPairs = false;
    for (int i = 0; i < count; i++) {
      roundedWeights += weights[i].isRounded() ? 1 : 0;
      hasOffsets |= weights[i].hasOffsets();
      hasPairs |= weights[i].isPaired();
    }
    if (roundedWeights < count) {
      input.begin(x, n, hasOffsets);
      rows.next(n).pack(input);
    }
    if (roundedWeights > 0) {
      rounded.begin(x, n, hasPairs);
      rows.next(n).round(rounded);
    }
  }

  /**
   * Panels, or parts of them: those that are left when every worker has as many as the others are
   * split by tokens among all of them. Each worker's share ends with its parts.
   */
  int items() {
    panels = 0;
    for (int i = 0; i < count; i++) {
      panels += weights[i].panels();
    }
    int workers = scratch.length;
    int left = panels % workers;
    splitPanels = n >= workers * SMALLEST_PART ? left : 0;
    return panels - splitPanels + splitPanels * workers;
  }

  @Override
  public void run(int worker, int item) {
    int workers = scratch.length;
    if (splitPanels == 0) {
      run(scratch[worker], item, 0, n);
      return;
    }
    int whole = panels / workers;
    int share = item / (whole + splitPanels);
    int place = item % (whole + splitPanels);
    if (place < whole) {
      run(scratch[worker], share * whole + place, 0, n);
    } else {
      int panel = panels - splitPanels + place - whole;
      run(scratch[worker], panel, n * share / workers, n * (share + 1) / workers);
    }
  }

  private void run(Scratch own, int panelOfCall, int from, int to) {
    int panel = panelOfCall;
    int i = 0;
    while (panel >= weights[i].panels()) {
      panel -= weights[i].panels();
      i++;
    }
    if (n == 1) {
      single(own, weights[i], panel, outs[i]);
    } else {
      several(own, weights[i], panel, from, to, outs[i]);
    }
  }

  private void single(Scratch own, PackedWeight weight, int panel, Tensor out) {
    if (weight.isPaired()) {
      PairProduct.multiply(weight, panel, rounded, own);
    } else if (weight.isRounded()) {
      IntegerProduct.multiply(weight, panel, rounded, own);
    } else {
      PanelProduct.multiply(weight, panel, input.values(0, 0), input.sums(0, 0), own);
    }
    copyOut(weight, panel, 0, 1, own.totals(1), out);
  }

  /**
   * Fetches some columns of a panel, unpacks as many of them as stay in the cache, once for all
   * tokens, and takes the tokens through them in groups that stay in the first-level cache.
   */
  private void several(Scratch own, PackedWeight weight, int panel, int from, int to, Tensor out) {
    int tokens = to - from;
    long totals = own.totals(tokens + 1);
    Lanes.clear(totals, (tokens + 1L) * 4 * Lanes.BYTES);
    int segment = weight.segmentColumns();
    for (int start = 0; start < weight.columns(); start += segment) {
      int end = Math.min(start + segment, weight.columns());
      own.touch(weight.codes(panel, start), weight.codeBytes(end - start));
      for (int k = start; k < end; k += Scratch.UNPACKED_COLUMNS) {
        int columns = Math.min(Scratch.UNPACKED_COLUMNS, end - k);
        long tiles = unpack(own, weight, panel, k, columns);
        for (int first = 0; first < tokens; first += Scratch.TOKENS) {
          int some = Math.min(Scratch.TOKENS, tokens - first);
          multiply(
              own,
              weight,
              tiles,
              k,
              columns,
              from + first,
              some,
              totals + first * 4L * Lanes.BYTES);
        }
      }
    }
    copyOut(weight, panel, from, tokens, totals, out);
  }

  private static long unpack(Scratch own, PackedWeight weight, int panel, int k, int columns) {
    if (weight.isPaired()) {
      return PairProduct.unpack(weight, panel, k, columns, own);
    }
    return weight.isRounded()
        ? IntegerProduct.unpack(weight, panel, k, columns, own)
        : TileUnpacker.unpack(weight, panel, k, columns, own);
  }

  private void multiply(
      Scratch own,
      PackedWeight weight,
      long tiles,
      int k0,
      int columns,
      int first,
      int tokens,
      long totals) {
    boolean scaled = weight.group() != 0;
    int step = scaled && !weight.isPaired() ? weight.group() : PackedInput.CHUNK;
    for (int k = 0; k < columns; k += step) {
      int count = Math.min(step, columns - k);
      int chunk = (k0 + k) / PackedInput.CHUNK;
      long x = input.values(chunk, first) + (k0 + k) % PackedInput.CHUNK * 4L;
      long tile = tiles + k * 4L * Lanes.BYTES;
      if (weight.isPaired()) {
        PairProduct.accumulate(weight, k / step, rounded, chunk, first, tokens, totals, own);
      } else if (weight.isRounded()) {
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

  private static void copyOut(
      PackedWeight weight, int panel, int from, int tokens, long totals, Tensor out) {
    int row = panel * Lanes.PANEL;
    long bytes = Math.min(Lanes.PANEL, weight.rows() - row) * 4L;
    for (int t = 0; t < tokens; t++) {
      long to = out.address() + out.offset(from + t) + row * 4L;
      Lanes.copy(totals + (long) t * Lanes.PANEL * 4, to, bytes);
    }
  }
}
