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

/**
 * The second half of {@link PanelProduct} for the scaled forms: {@code total += scale * sum +
 * offset * inputSum} over groups in ascending order. Apart from the sums, so that neither loop
 * passes the compiler's limit for inlining (one vector operation left out boxes every value of the
 * loop).
 *
 * <p>Group sums are {@code [groups, P]}, input sums {@code [groups]}, factors as {@link
 * PackedWeight} says, {@code step} bytes from group to group.
 */
final class GroupTotals {
  private static final int PANEL_BYTES = 4 * BYTES;

  private static final MethodHandles.Lookup HERE = MethodHandles.lookup();
  private static final Outlined FLOATS = Outlined.of(HERE, "floats");
  private static final Outlined FLOAT_PAIRS = Outlined.of(HERE, "floatPairs");
  private static final Outlined HALVES = Outlined.of(HERE, "halves");
  private static final Outlined HALF_PAIRS = Outlined.of(HERE, "halfPairs");

  private GroupTotals() {}

  static Outlined kernel(PackedWeight weight) {
    return switch (weight.factors()) {
      case FLOATS -> weight.hasOffsets() ? FLOAT_PAIRS : FLOATS;
      case HALVES -> HALVES;
      case HALF_PAIRS -> HALF_PAIRS;
    };
  }

  @SuppressWarnings("unused")
  private static void floats(
      long factors, int step, int groups, long sums, long inputSums, long totals) {
    FloatVector c0 = load(totals);
    FloatVector c1 = load(totals + BYTES);
    FloatVector c2 = load(totals + 2 * BYTES);
    FloatVector c3 = load(totals + 3 * BYTES);
    long sum = sums;
    long end = factors + (long) groups * step;
    for (long at = factors; at != end; at += step) {
      c0 = load(at).fma(load(sum), c0);
      c1 = load(at + BYTES).fma(load(sum + BYTES), c1);
      c2 = load(at + 2 * BYTES).fma(load(sum + 2 * BYTES), c2);
      c3 = load(at + 3 * BYTES).fma(load(sum + 3 * BYTES), c3);
      sum += PANEL_BYTES;
    }
    store(c0, totals);
    store(c1, totals + BYTES);
    store(c2, totals + 2 * BYTES);
    store(c3, totals + 3 * BYTES);
  }

  @SuppressWarnings("unused")
  private static void floatPairs(
      long factors, int step, int groups, long sums, long inputSums, long totals) {
    for (int pair = 0; pair < 4 * BYTES; pair += 2 * BYTES) {
      FloatVector c0 = load(totals + pair);
      FloatVector c1 = load(totals + pair + BYTES);
      long sum = sums + pair;
      long input = inputSums;
      long end = factors + pair + (long) groups * step;
      for (long at = factors + pair; at != end; at += step) {
        FloatVector in = broadcast(input);
        c0 = load(at).fma(load(sum), c0);
        c1 = load(at + BYTES).fma(load(sum + BYTES), c1);
        c0 = load(at + PANEL_BYTES).fma(in, c0);
        c1 = load(at + PANEL_BYTES + BYTES).fma(in, c1);
        sum += PANEL_BYTES;
        input += 4;
      }
      store(c0, totals + pair);
      store(c1, totals + pair + BYTES);
    }
  }

  @SuppressWarnings("unused")
  private static void halfPairs(
      long factors, int step, int groups, long sums, long inputSums, long totals) {
    for (int pair = 0; pair < 4 * BYTES; pair += 2 * BYTES) {
      FloatVector c0 = load(totals + pair);
      FloatVector c1 = load(totals + pair + BYTES);
      long sum = sums + pair;
      long input = inputSums;
      long end = factors + pair + (long) groups * step;
      for (long at = factors + pair; at != end; at += step) {
        FloatVector in = broadcast(input);
        IntVector b0 = loadInts(at);
        IntVector b1 = loadInts(at + BYTES);
        c0 = lowerHalf(b0).fma(load(sum), c0);
        c1 = lowerHalf(b1).fma(load(sum + BYTES), c1);
        c0 = upperHalf(b0).fma(in, c0);
        c1 = upperHalf(b1).fma(in, c1);
        sum += PANEL_BYTES;
        input += 4;
      }
      store(c0, totals + pair);
      store(c1, totals + pair + BYTES);
    }
  }

  @SuppressWarnings("unused")
  private static void halves(
      long factors, int step, int groups, long sums, long inputSums, long totals) {
    for (int pair = 0; pair < 2; pair++) {
      long to = totals + pair * 2 * BYTES;
      FloatVector c0 = load(to);
      FloatVector c1 = load(to + BYTES);
      long sum = sums + pair * 2 * BYTES;
      long end = factors + pair * BYTES + (long) groups * step;
      for (long at = factors + pair * BYTES; at != end; at += step) {
        IntVector bits = loadInts(at);
        c0 = lowerHalf(bits).fma(load(sum), c0);
        c1 = upperHalf(bits).fma(load(sum + BYTES), c1);
        sum += PANEL_BYTES;
      }
      store(c0, to);
      store(c1, to + BYTES);
    }
  }
}
