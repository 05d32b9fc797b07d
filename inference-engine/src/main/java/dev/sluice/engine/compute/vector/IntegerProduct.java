package dev.sluice.engine.compute.vector;

import static dev.sluice.engine.compute.vector.Lanes.BYTES;
import static dev.sluice.engine.compute.vector.Lanes.at;
import static dev.sluice.engine.compute.vector.Lanes.broadcastPair;
import static dev.sluice.engine.compute.vector.Lanes.loadShorts;
import static dev.sluice.engine.compute.vector.Lanes.store;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Nibbles times {@link QuantizedInput}: the kernels of decode and prefill when activations are
 * rounded. Lanes are 16 bits, so a multiplication does twice the rows that floats would. Codes
 * count as centred, eight less than they are: a group's sum is then at most 32 x 8 x 127 = 32512
 * from zero and fits, and sums that start at {@code -8 * (sum of q)} may wrap on the way.
 *
 * <p>Integer sums are exact, so their order is free. {@link IntegerTotals} takes them on.
 */
final class IntegerProduct {
  private static final int TOKEN_BYTES = QuantizedInput.TOKEN_BYTES;
  private static final int COLUMNS = PackedInput.CHUNK;

  /** Two vectors of rows: a panel's. */
  private static final int SUM_BYTES = IntegerTotals.SUM_BYTES;

  /** Bytes of an unpacked group: {@code [columns, P]} shorts. */
  static final long TILE_BYTES = COLUMNS * 2L * BYTES;

  private static final ShortVector NIBBLE = ShortVector.broadcast(Lanes.S, 15);

  private static final MethodHandles.Lookup HERE = MethodHandles.lookup();
  private static final Outlined NIBBLES = Outlined.of(HERE, "nibbles");
  private static final Outlined TILES = Outlined.of(HERE, "tiles");
  private static final Outlined THREE = Outlined.of(HERE, "three");
  private static final Outlined TWO = Outlined.of(HERE, "two");

  private IntegerProduct() {}

  /** As {@link PanelProduct#multiply}: one panel times one token. */
  static void multiply(PackedWeight weight, int panel, QuantizedInput x, Scratch own) {
    long totals = own.totals(1);
    Lanes.clear(totals, 4L * BYTES);
    int record = weight.recordBytes();
    int step = PackedWeight.STREAMED_COLUMNS;
    long sums = own.groupSums();
    for (int k = 0; k < weight.columns(); k += step) {
      int columns = Math.min(step, weight.columns() - k);
      int groups = columns / COLUMNS;
      int chunk = k / COLUMNS;
      long codes = weight.codes(panel, k);
      NIBBLES.run(codes, record, groups, x.codes(chunk, 0), x.starts(chunk, 0), sums);
      IntegerTotals.addGroups(weight, codes, groups, x, chunk, sums, totals);
    }
  }

  /** Group sums {@code [groups, P]} of a token. */
  private static void nibbles(
      long panel, int recordBytes, int groups, long x, long starts, long sums) {
    long xs = x;
    long to = sums;
    long start = starts;
    long end = panel + (long) groups * recordBytes;
    for (long record = panel; record != end; record += recordBytes) {
      long codes = record;
      ShortVector a0 = broadcastPair(at(start));
      ShortVector a1 = a0;
      long behind = codes + COLUMNS / 2 * BYTES;
      while (codes != behind) {
        long w = at(codes);
        ShortVector w0 = loadShorts(w);
        ShortVector w1 = loadShorts(w + BYTES);
        codes += 2 * BYTES;
        long xk = at(xs);
        for (int i = 0; i < 4; i++) {
          ShortVector xv = broadcastPair(xk + i * 4L);
          a0 = a0.add(w0.and(NIBBLE).mul(xv));
          a1 = a1.add(w1.and(NIBBLE).mul(xv));
          w0 = w0.lanewise(VectorOperators.LSHR, 4);
          w1 = w1.lanewise(VectorOperators.LSHR, 4);
        }
        xs += 16;
      }
      store(a0, at(to));
      store(a1, at(to) + BYTES);
      to += SUM_BYTES;
      start += 4;
    }
  }

  /** As {@link TileUnpacker#unpack}, codes as {@code [columns, P]} shorts. */
  static long unpack(PackedWeight weight, int panel, int column, int count, Scratch own) {
    long codes = weight.codes(panel, column);
    int groups = count / COLUMNS;
    TILES.run(codes, weight.recordBytes(), groups, 0, 0, own.unpacked());
    FactorUnpacker.unpack(weight, codes + weight.groupCodeBytes(), groups, own.factors());
    return own.unpacked();
  }

  @SuppressWarnings("unused")
  private static void tiles(
      long records, int recordBytes, int groups, long u0, long u1, long tiles) {
    for (int g = 0; g < groups; g++) {
      long codes = records + (long) g * recordBytes;
      long tile = tiles + g * TILE_BYTES;
      for (int j = 0; j < COLUMNS / 2; j++) {
        ShortVector w = loadShorts(at(codes + (long) j * BYTES));
        long to = at(tile + (j / 2 * 8L + j % 2) * BYTES);
        for (int i = 0; i < 4; i++) {
          store(w.and(NIBBLE), to + i * 2L * BYTES);
          w = w.lanewise(VectorOperators.LSHR, 4);
        }
      }
    }
  }

  /**
   * Adds the products of one unpacked group to the totals of several tokens. An odd last token is
   * done together with its neighbour's slot, which must exist.
   *
   * @param index which unpacked group
   * @param chunk of the input
   * @param totals {@code [tokens, P]}, of {@code first} on
   */
  static void accumulate(
      PackedWeight weight,
      int index,
      QuantizedInput x,
      int chunk,
      int first,
      int tokens,
      long totals,
      Scratch own) {
    long tile = own.unpacked() + index * TILE_BYTES;
    long factors = own.factors() + (long) index * FactorUnpacker.GROUP_BYTES;
    long codes = x.codes(chunk, first);
    long starts = x.starts(chunk, first);
    long sums = own.groupSums();
    int threes = ScaledTileProduct.threes(tokens);
    THREE.run(tile, 0, threes, codes, starts, sums);
    for (int t = 3 * threes; t < tokens; t += 2) {
      TWO.run(
          tile, 0, 0, codes + (long) t * TOKEN_BYTES, starts + t * 4L, sums + (long) t * SUM_BYTES);
    }
    IntegerTotals.addTokens(weight, factors, x, chunk, first, tokens, sums, totals);
  }

  @SuppressWarnings("unused")
  private static void three(long tile, int u0, int triples, long x, long starts, long sums) {
    for (int t = 0; t < 3 * triples; t += 3) {
      long start = at(starts + t * 4L);
      ShortVector a0 = broadcastPair(start);
      ShortVector a1 = a0;
      ShortVector b0 = broadcastPair(start + 4);
      ShortVector b1 = b0;
      ShortVector c0 = broadcastPair(start + 8);
      ShortVector c1 = c0;
      long xt = x + (long) t * TOKEN_BYTES;
      for (int k = 0; k < COLUMNS; k++) {
        long w = at(tile + k * 2L * BYTES);
        long xk = at(xt + k * 4L);
        ShortVector w0 = loadShorts(w);
        ShortVector w1 = loadShorts(w + BYTES);
        ShortVector x0 = broadcastPair(xk);
        a0 = a0.add(w0.mul(x0));
        a1 = a1.add(w1.mul(x0));
        ShortVector x1 = broadcastPair(xk + TOKEN_BYTES);
        b0 = b0.add(w0.mul(x1));
        b1 = b1.add(w1.mul(x1));
        ShortVector x2 = broadcastPair(xk + 2 * TOKEN_BYTES);
        c0 = c0.add(w0.mul(x2));
        c1 = c1.add(w1.mul(x2));
      }
      long to = at(sums + (long) t * SUM_BYTES);
      store(a0, to);
      store(a1, to + BYTES);
      store(b0, to + 2 * BYTES);
      store(b1, to + 3 * BYTES);
      store(c0, to + 4 * BYTES);
      store(c1, to + 5 * BYTES);
    }
  }

  @SuppressWarnings("unused")
  private static void two(long tile, int u0, int u1, long x, long starts, long sums) {
    ShortVector a0 = broadcastPair(starts);
    ShortVector a1 = a0;
    ShortVector b0 = broadcastPair(starts + 4);
    ShortVector b1 = b0;
    for (int k = 0; k < COLUMNS; k++) {
      long w = at(tile + k * 2L * BYTES);
      long xk = at(x + k * 4L);
      ShortVector w0 = loadShorts(w);
      ShortVector w1 = loadShorts(w + BYTES);
      ShortVector x0 = broadcastPair(xk);
      a0 = a0.add(w0.mul(x0));
      a1 = a1.add(w1.mul(x0));
      ShortVector x1 = broadcastPair(xk + TOKEN_BYTES);
      b0 = b0.add(w0.mul(x1));
      b1 = b1.add(w1.mul(x1));
    }
    store(a0, sums);
    store(a1, sums + BYTES);
    store(b0, sums + 2 * BYTES);
    store(b1, sums + 3 * BYTES);
  }
}
