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
 * Codes of five and six bits, which panels keep as bytes, times {@link QuantizedInput}, 16 bits a
 * lane. A row has two lanes: an int of a panel holds four of its columns, of which the lower lane
 * sums the first two and the upper lane the other two. Thus a lane has half of a group's columns,
 * and {@code 8 x 32 x 127} for groups of 16 or {@code 16 x 16 x 127} for groups of 32 is 32512 and
 * fits. {@link PairTotals} adds the lanes and takes the sums on; integer sums are exact.
 *
 * <p>With two tokens and all four vectors of rows there are eight sums at a time: as fast as three
 * tokens and two vectors, and no odd tokens are left over.
 */
final class PairProduct {
  private static final int TOKEN_BYTES = QuantizedInput.PAIR_BYTES;
  private static final int COLUMNS = PackedInput.CHUNK;

  /** Sums of a group and a token. */
  static final int SUM_BYTES = 4 * BYTES;

  /** Tokens whose sums are kept until they are added to the totals: 8 KiB. */
  private static final int TOKENS = 16;

  private static final MethodHandles.Lookup HERE = MethodHandles.lookup();
  private static final Outlined BYTES_OF_16 = Outlined.of(HERE, "bytesOf16");
  private static final Outlined BYTES_OF_32 = Outlined.of(HERE, "bytesOf32");
  private static final Outlined TILES = Outlined.of(HERE, "tiles");
  private static final Outlined TWOS_OF_16 = Outlined.of(HERE, "twosOf16");
  private static final Outlined TWOS_OF_32 = Outlined.of(HERE, "twosOf32");

  private PairProduct() {}

  /** As {@link PanelProduct#multiply}: one panel times one token. */
  static void multiply(PackedWeight weight, int panel, QuantizedInput x, Scratch own) {
    long totals = own.totals(1);
    Lanes.clear(totals, 4L * BYTES);
    int group = weight.group();
    Outlined kernel = group == 16 ? BYTES_OF_16 : BYTES_OF_32;
    int step = weight.segmentColumns();
    long sums = own.groupSums();
    for (int k = 0; k < weight.columns(); k += step) {
      int columns = Math.min(step, weight.columns() - k);
      int chunk = k / COLUMNS;
      long codes = weight.codes(panel, k);
      own.touch(codes, weight.codeBytes(columns));
      kernel.run(codes, weight.recordBytes(), columns / group, x.pairs(chunk, 0), 0, sums);
      PairTotals.addGroups(weight, codes, columns / COLUMNS, x, chunk, sums, totals);
    }
  }

  @SuppressWarnings("unused")
  private static void bytesOf16(
      long panel, int recordBytes, int groups, long x, long u0, long sums) {
    bytes(panel, recordBytes, groups, 16, x, sums);
  }

  @SuppressWarnings("unused")
  private static void bytesOf32(
      long panel, int recordBytes, int groups, long x, long u0, long sums) {
    bytes(panel, recordBytes, groups, 32, x, sums);
  }

  /** Group sums {@code [groups, P]} of a token, two vectors of rows at a time. */
  private static void bytes(long panel, int recordBytes, int groups, int group, long x, long sums) {
    for (int part = 0; part < 2 * groups; part++) {
      int g = part >> 1;
      long codes = panel + (long) g * recordBytes + (part & 1) * 2 * BYTES;
      long xs = x + g * 2L * group;
      ShortVector a0 = ShortVector.zero(Lanes.S);
      ShortVector a1 = ShortVector.zero(Lanes.S);
      for (int j = 0; j < group / 4; j++) {
        long w = at(codes + j * 4L * BYTES);
        ShortVector w0 = loadShorts(w);
        ShortVector w1 = loadShorts(w + BYTES);
        ShortVector x0 = broadcastPair(at(xs + j * 8L));
        a0 = a0.add(lower(w0).mul(x0));
        a1 = a1.add(lower(w1).mul(x0));
        ShortVector x1 = broadcastPair(at(xs + j * 8L) + 4);
        a0 = a0.add(upper(w0).mul(x1));
        a1 = a1.add(upper(w1).mul(x1));
      }
      long to = at(sums + part * 2L * BYTES);
      store(a0, to);
      store(a1, to + BYTES);
    }
  }

  private static ShortVector lower(ShortVector codes) {
    return upper(codes.lanewise(VectorOperators.LSHL, 8));
  }

  private static ShortVector upper(ShortVector codes) {
    return codes.lanewise(VectorOperators.ASHR, 8);
  }

  /** As {@link TileUnpacker#unpack}, codes as {@code [columns / 2, P]} pairs of shorts. */
  static long unpack(PackedWeight weight, int panel, int column, int count, Scratch own) {
    long codes = weight.codes(panel, column);
    int group = weight.group();
    int groups = count / group;
    TILES.run(codes, weight.recordBytes(), groups, group / 4, 0, own.unpacked());
    FactorUnpacker.unpack(weight, codes + weight.groupCodeBytes(), groups, own.factors());
    return own.unpacked();
  }

  @SuppressWarnings("unused")
  private static void tiles(
      long records, int recordBytes, int groups, long words, long u0, long tiles) {
    long tile = tiles;
    for (int g = 0; g < groups; g++) {
      for (int j = 0; j < (int) words; j++) {
        long codes = at(records + (long) g * recordBytes + j * 4L * BYTES);
        for (int v = 0; v < 4; v++) {
          ShortVector w = loadShorts(codes + v * BYTES);
          long to = at(tile + v * BYTES);
          store(lower(w), to);
          store(upper(w), to + 4 * BYTES);
        }
        tile += 8 * BYTES;
      }
    }
  }

  /**
   * Adds the products of an unpacked chunk to the totals of several tokens. An odd last token is
   * done together with its neighbour's slot, which must exist.
   *
   * @param index which unpacked chunk
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
    int groups = COLUMNS / weight.group();
    Outlined kernel = groups == 1 ? TWOS_OF_32 : TWOS_OF_16;
    long tile = own.unpacked() + (long) index * COLUMNS / 2 * 4 * BYTES;
    long factors = own.factors() + (long) index * groups * FactorUnpacker.GROUP_BYTES;
    long sums = own.groupSums();
    for (int t = 0; t < tokens; t += TOKENS) {
      int some = Math.min(TOKENS, tokens - t);
      kernel.run(tile, 0, some, x.pairs(chunk, first + t), 0, sums);
      long to = totals + t * 4L * BYTES;
      PairTotals.addTokens(weight, factors, x.factors(chunk, first + t), some, sums, to);
    }
  }

  @SuppressWarnings("unused")
  private static void twosOf16(long tile, int u0, int tokens, long x, long u1, long sums) {
    twos(tile, 2, 8, tokens, x, sums);
  }

  @SuppressWarnings("unused")
  private static void twosOf32(long tile, int u0, int tokens, long x, long u1, long sums) {
    twos(tile, 1, 16, tokens, x, sums);
  }

  /** Sums {@code [tokens, groups, P]} of a chunk, {@code pairs} steps per group. */
  private static void twos(long tile, int groups, int pairs, int tokens, long x, long sums) {
    for (int g = 0; g < groups; g++) {
      long wg = tile + g * pairs * 4L * BYTES;
      for (int t = 0; t < tokens; t += 2) {
        long xt = x + (long) t * TOKEN_BYTES + g * pairs * 4L;
        ShortVector a0 = ShortVector.zero(Lanes.S);
        ShortVector a1 = ShortVector.zero(Lanes.S);
        ShortVector a2 = ShortVector.zero(Lanes.S);
        ShortVector a3 = ShortVector.zero(Lanes.S);
        ShortVector b0 = ShortVector.zero(Lanes.S);
        ShortVector b1 = ShortVector.zero(Lanes.S);
        ShortVector b2 = ShortVector.zero(Lanes.S);
        ShortVector b3 = ShortVector.zero(Lanes.S);
        for (int k = 0; k < pairs; k++) {
          long w = at(wg + k * 4L * BYTES);
          long xk = at(xt + k * 4L);
          ShortVector w0 = loadShorts(w);
          ShortVector w1 = loadShorts(w + BYTES);
          ShortVector w2 = loadShorts(w + 2 * BYTES);
          ShortVector w3 = loadShorts(w + 3 * BYTES);
          ShortVector x0 = broadcastPair(xk);
          a0 = a0.add(w0.mul(x0));
          a1 = a1.add(w1.mul(x0));
          a2 = a2.add(w2.mul(x0));
          a3 = a3.add(w3.mul(x0));
          ShortVector x1 = broadcastPair(xk + TOKEN_BYTES);
          b0 = b0.add(w0.mul(x1));
          b1 = b1.add(w1.mul(x1));
          b2 = b2.add(w2.mul(x1));
          b3 = b3.add(w3.mul(x1));
        }
        long to = at(sums + ((long) t * groups + g) * SUM_BYTES);
        store(a0, to);
        store(a1, to + BYTES);
        store(a2, to + 2 * BYTES);
        store(a3, to + 3 * BYTES);
        long next = at(to + (long) groups * SUM_BYTES);
        store(b0, next);
        store(b1, next + BYTES);
        store(b2, next + 2 * BYTES);
        store(b3, next + 3 * BYTES);
      }
    }
  }
}
