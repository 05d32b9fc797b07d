package dev.sluice.engine.compute.vector;

import static dev.sluice.engine.compute.vector.Lanes.BYTES;
import static dev.sluice.engine.compute.vector.Lanes.at;
import static dev.sluice.engine.compute.vector.Lanes.broadcast;
import static dev.sluice.engine.compute.vector.Lanes.load;
import static dev.sluice.engine.compute.vector.Lanes.loadInts;
import static dev.sluice.engine.compute.vector.Lanes.store;
import static dev.sluice.engine.compute.vector.Lanes.upperHalf;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The second half of {@link PairProduct}, chunks in ascending order: {@code total += scale * (sum *
 * d)} where a chunk is a group, {@code total += d * (scale0 * sum0 + scale1 * sum1)} where it is
 * two. One token and several chunks, or several tokens and one chunk: the same arithmetic. A sum's
 * two lanes are added here.
 */
final class PairTotals {
  private static final int SUM_BYTES = PairProduct.SUM_BYTES;
  private static final int GROUP_BYTES = FactorUnpacker.GROUP_BYTES;
  private static final int PANEL_BYTES = 4 * BYTES;

  private static final MethodHandles.Lookup HERE = MethodHandles.lookup();
  private static final Outlined HALVES = Outlined.of(HERE, "halves");
  private static final Outlined FLOATS = Outlined.of(HERE, "floats");
  private static final Outlined ONE_GROUP = Outlined.of(HERE, "oneGroup");
  private static final Outlined TWO_GROUPS = Outlined.of(HERE, "twoGroups");

  private PairTotals() {}

  /**
   * One token, several chunks.
   *
   * @param records the weight's, whose factors are read
   * @param sums {@code [groups, P]} pairs of shorts
   * @param totals {@code P} floats
   */
  static void addGroups(
      PackedWeight weight,
      long records,
      int chunks,
      QuantizedInput x,
      int chunk,
      long sums,
      long totals) {
    long factors = records + weight.groupCodeBytes();
    Outlined kernel = weight.group() == 16 ? FLOATS : HALVES;
    kernel.run(factors, weight.recordBytes(), chunks, sums, x.factors(chunk, 0), totals);
  }

  /** Scales as {@link GroupTotals} reads them. */
  private static void halves(
      long factors, int step, int chunks, long sums, long input, long totals) {
    for (int v = 0; v < 4; v++) {
      long sum = sums + v * BYTES;
      long factor = factors + v / 2 * BYTES + v % 2 * 2 - 2;
      FloatVector c = load(totals + v * BYTES);
      for (int g = 0; g < chunks; g++) {
        FloatVector scale = upperHalf(loadInts(at(factor + (long) g * step)));
        FloatVector d = broadcast(at(input + g * 8L));
        c = scale.fma(whole(sum + (long) g * SUM_BYTES).mul(d), c);
      }
      store(c, totals + v * BYTES);
    }
  }

  private static void floats(
      long factors, int step, int chunks, long sums, long input, long totals) {
    for (int v = 0; v < 4; v++) {
      long sum = sums + v * BYTES;
      long factor = factors + v * BYTES;
      FloatVector c = load(totals + v * BYTES);
      for (int g = 0; g < chunks; g++) {
        long scales = at(factor + (long) g * 2 * step);
        FloatVector scale0 = load(scales);
        FloatVector scale1 = load(at(scales + step));
        long both = sum + (long) g * 2 * SUM_BYTES;
        FloatVector first = scale0.mul(whole(both));
        FloatVector d = broadcast(at(input + g * 8L));
        c = d.fma(scale1.fma(whole(both + SUM_BYTES), first), c);
      }
      store(c, totals + v * BYTES);
    }
  }

  /**
   * Several tokens, one chunk.
   *
   * @param factors {@link FactorUnpacker unpacked}
   * @param input the tokens' {@link QuantizedInput#factors}
   * @param sums {@code [tokens, groups, P]} pairs of shorts
   * @param totals {@code [tokens, P]} floats
   */
  static void addTokens(
      PackedWeight weight, long factors, long input, int tokens, long sums, long totals) {
    Outlined kernel = weight.group() == 16 ? TWO_GROUPS : ONE_GROUP;
    kernel.run(factors, 0, tokens, sums, input, totals);
  }

  @SuppressWarnings("unused")
  private static void oneGroup(
      long factors, int u0, int tokens, long sums, long input, long totals) {
    for (int v = 0; v < 4; v++) {
      FloatVector scale = load(factors + v * BYTES);
      long sum = sums + v * BYTES;
      for (int t = 0; t < tokens; t++) {
        long to = at(totals + v * BYTES + (long) t * PANEL_BYTES);
        FloatVector d = broadcast(at(input + t * 8L));
        store(scale.fma(whole(sum + (long) t * SUM_BYTES).mul(d), load(to)), to);
      }
    }
  }

  @SuppressWarnings("unused")
  private static void twoGroups(
      long factors, int u0, int tokens, long sums, long input, long totals) {
    for (int v = 0; v < 4; v++) {
      FloatVector scale0 = load(factors + v * BYTES);
      FloatVector scale1 = load(factors + v * BYTES + GROUP_BYTES);
      long sum = sums + v * BYTES;
      for (int t = 0; t < tokens; t++) {
        long both = sum + (long) t * 2 * SUM_BYTES;
        FloatVector first = scale0.mul(whole(both));
        long to = at(totals + v * BYTES + (long) t * PANEL_BYTES);
        FloatVector d = broadcast(at(input + t * 8L));
        store(d.fma(scale1.fma(whole(both + SUM_BYTES), first), load(to)), to);
      }
    }
  }

  /** A row's two lanes added. */
  private static FloatVector whole(long sums) {
    IntVector both = loadInts(at(sums));
    IntVector lower = both.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16);
    IntVector sum = both.lanewise(VectorOperators.ASHR, 16).add(lower);
    return (FloatVector) sum.convert(VectorOperators.I2F, 0);
  }
}
