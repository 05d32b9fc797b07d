package dev.sluice.engine.compute.vector;

import static dev.sluice.engine.compute.vector.Lanes.BYTES;
import static dev.sluice.engine.compute.vector.Lanes.broadcast;
import static dev.sluice.engine.compute.vector.Lanes.load;
import static dev.sluice.engine.compute.vector.Lanes.loadInts;
import static dev.sluice.engine.compute.vector.Lanes.lowerHalf;
import static dev.sluice.engine.compute.vector.Lanes.store;
import static dev.sluice.engine.compute.vector.Lanes.upperHalf;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The second half of {@link IntegerProduct}: {@code total += scale * (sum * d)}, then, where codes
 * have an offset left once they are centred, {@code total += offset * (d * sum of q)}; groups in
 * ascending order. One token and several groups, or several tokens and one group: the same
 * arithmetic.
 *
 * <p>A panel's sums are two vectors of shorts: the lower halves of the first one's ints are the
 * first vector of rows, the upper halves the second, and so on.
 */
final class IntegerTotals {
  /** Sums of one group and one token. */
  static final int SUM_BYTES = 2 * BYTES;

  private static final int PANEL_BYTES = 4 * BYTES;

  /** What centring takes off a code, and an offset has to make up for. */
  private static final FloatVector CENTRE = FloatVector.broadcast(Lanes.F, PackedWeight.CENTRE);

  private static final MethodHandles.Lookup HERE = MethodHandles.lookup();
  private static final Outlined HALVES = Outlined.of(HERE, "halves");
  private static final Outlined HALF_PAIRS = Outlined.of(HERE, "halfPairs");
  private static final Outlined FLOAT_PAIRS = Outlined.of(HERE, "floatPairs");
  private static final Outlined SCALED = Outlined.of(HERE, "scaled");
  private static final Outlined OFFSET = Outlined.of(HERE, "offset");

  private IntegerTotals() {}

  /**
   * One token, several groups.
   *
   * @param records the weight's, whose factors are read
   * @param sums {@code [groups, P]} shorts
   * @param totals {@code P} floats
   */
  static void addGroups(
      PackedWeight weight,
      long records,
      int groups,
      QuantizedInput x,
      int chunk,
      long sums,
      long totals) {
    long factors = records + weight.groupCodeBytes();
    Outlined kernel =
        switch (weight.factors()) {
          case FLOATS -> FLOAT_PAIRS;
          case HALVES -> HALVES;
          case HALF_PAIRS -> HALF_PAIRS;
        };
    kernel.run(factors, weight.recordBytes(), groups, sums, x.factors(chunk, 0), totals);
  }

  private static void halves(
      long factors, int step, int groups, long sums, long input, long totals) {
    for (int pair = 0; pair < 2; pair++) {
      long sum = sums + pair * BYTES;
      long at = factors + pair * BYTES;
      long to = totals + pair * 2 * BYTES;
      FloatVector c0 = load(to);
      FloatVector c1 = load(to + BYTES);
      long in = input;
      long end = at + (long) groups * step;
      while (at != end) {
        IntVector bits = loadInts(at);
        IntVector both = loadInts(sum);
        FloatVector d = broadcast(in);
        at += step;
        sum += SUM_BYTES;
        in += 8;
        c0 = lowerHalf(bits).fma(lower(both).mul(d), c0);
        c1 = upperHalf(bits).fma(upper(both).mul(d), c1);
      }
      store(c0, to);
      store(c1, to + BYTES);
    }
  }

  private static void halfPairs(
      long factors, int step, int groups, long sums, long input, long totals) {
    for (int v = 0; v < 4; v++) {
      long sum = sums + v / 2 * BYTES;
      long at = factors + v * BYTES;
      FloatVector c = load(totals + v * BYTES);
      for (int g = 0; g < groups; g++) {
        IntVector bits = loadInts(at + (long) g * step);
        FloatVector scale = lowerHalf(bits);
        FloatVector offset = scale.fma(CENTRE, upperHalf(bits));
        IntVector both = loadInts(sum + (long) g * SUM_BYTES);
        c = scale.fma(half(both, v).mul(broadcast(input + g * 8L)), c);
        c = offset.fma(broadcast(input + g * 8L + 4), c);
      }
      store(c, totals + v * BYTES);
    }
  }

  private static void floatPairs(
      long factors, int step, int groups, long sums, long input, long totals) {
    for (int v = 0; v < 4; v++) {
      long sum = sums + v / 2 * BYTES;
      long at = factors + v * BYTES;
      FloatVector c = load(totals + v * BYTES);
      for (int g = 0; g < groups; g++) {
        IntVector both = loadInts(sum + (long) g * SUM_BYTES);
        FloatVector product = half(both, v).mul(broadcast(input + g * 8L));
        c = load(at + (long) g * step).fma(product, c);
        c = load(at + (long) g * step + PANEL_BYTES).fma(broadcast(input + g * 8L + 4), c);
      }
      store(c, totals + v * BYTES);
    }
  }

  /**
   * Several tokens, one group.
   *
   * @param factors {@link FactorUnpacker unpacked}
   * @param sums {@code [tokens, P]} shorts
   * @param totals {@code [tokens, P]} floats
   */
  static void addTokens(
      PackedWeight weight,
      long factors,
      QuantizedInput x,
      int chunk,
      int first,
      int tokens,
      long sums,
      long totals) {
    Outlined kernel = weight.hasOffsets() ? OFFSET : SCALED;
    kernel.run(factors, 0, tokens, sums, x.factors(chunk, first), totals);
  }

  @SuppressWarnings("unused")
  private static void scaled(long factors, int u0, int tokens, long sums, long input, long totals) {
    for (int pair = 0; pair < 2; pair++) {
      FloatVector s0 = load(factors + pair * 2 * BYTES);
      FloatVector s1 = load(factors + pair * 2 * BYTES + BYTES);
      long sum = sums + pair * BYTES;
      long to = totals + pair * 2 * BYTES;
      for (int t = 0; t < tokens; t++) {
        IntVector both = loadInts(sum + (long) t * SUM_BYTES);
        FloatVector d = broadcast(input + t * 8L);
        store(s0.fma(lower(both).mul(d), load(to)), to);
        store(s1.fma(upper(both).mul(d), load(to + BYTES)), to + BYTES);
        to += PANEL_BYTES;
      }
    }
  }

  @SuppressWarnings("unused")
  private static void offset(long factors, int u0, int tokens, long sums, long input, long totals) {
    for (int pair = 0; pair < 2; pair++) {
      long at = factors + pair * 2 * BYTES;
      FloatVector s0 = load(at);
      FloatVector s1 = load(at + BYTES);
      FloatVector o0 = load(at + PANEL_BYTES);
      FloatVector o1 = load(at + PANEL_BYTES + BYTES);
      long sum = sums + pair * BYTES;
      long to = totals + pair * 2 * BYTES;
      for (int t = 0; t < tokens; t++) {
        IntVector both = loadInts(sum + (long) t * SUM_BYTES);
        FloatVector d = broadcast(input + t * 8L);
        FloatVector inputSum = broadcast(input + t * 8L + 4);
        store(o0.fma(inputSum, s0.fma(lower(both).mul(d), load(to))), to);
        store(o1.fma(inputSum, s1.fma(upper(both).mul(d), load(to + BYTES))), to + BYTES);
        to += PANEL_BYTES;
      }
    }
  }

  private static FloatVector lower(IntVector both) {
    return upper(both.lanewise(VectorOperators.LSHL, 16));
  }

  private static FloatVector upper(IntVector both) {
    IntVector sums = both.lanewise(VectorOperators.ASHR, 16);
    return (FloatVector) sums.convert(VectorOperators.I2F, 0);
  }

  /** Sums of a panel's {@code v}th vector of rows. */
  private static FloatVector half(IntVector both, int v) {
    return upper(both.lanewise(VectorOperators.LSHL, 16 - v % 2 * 16));
  }
}
