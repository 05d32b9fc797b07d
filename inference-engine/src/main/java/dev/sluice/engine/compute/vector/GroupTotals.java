package dev.sluice.engine.compute.vector;

import static dev.sluice.engine.compute.vector.Lanes.BYTES;
import static dev.sluice.engine.compute.vector.Lanes.broadcast;
import static dev.sluice.engine.compute.vector.Lanes.load;
import static dev.sluice.engine.compute.vector.Lanes.loadInts;
import static dev.sluice.engine.compute.vector.Lanes.store;
import static dev.sluice.engine.compute.vector.Lanes.upperHalf;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;

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

  /** A code of Q4_0 stands for eight less. */
  private static final FloatVector CENTRE = FloatVector.broadcast(Lanes.F, -8f);

  private static final MethodHandles.Lookup HERE = MethodHandles.lookup();
  private static final Outlined FLOATS = Outlined.of(HERE, "floats");
  private static final Outlined FLOAT_PAIRS = Outlined.of(HERE, "floatPairs");
  private static final Outlined HALVES = Outlined.of(HERE, "halves");
  private static final Outlined CENTRED_HALVES = Outlined.of(HERE, "centredHalves");
  private static final Outlined HALF_PAIRS = Outlined.of(HERE, "halfPairs");

  private GroupTotals() {}

  static Outlined kernel(PackedWeight weight) {
    return switch (weight.factors()) {
      case FLOATS -> weight.hasOffsets() ? FLOAT_PAIRS : FLOATS;
      case HALVES -> HALVES;
      case CENTRED_HALVES -> CENTRED_HALVES;
      case HALF_PAIRS -> HALF_PAIRS;
    };
  }

  @SuppressWarnings("unused")
  private static void floats(
      long factors, int step, int groups, long sums, long inputSums, long totals) {
    for (int v = 0; v < 4; v++) {
      long sum = sums + v * BYTES;
      long factor = factors + v * BYTES;
      FloatVector c = load(totals + v * BYTES);
      for (int g = 0; g < groups; g++) {
        long at = factor + (long) g * step;
        c = load(at).fma(load(sum + (long) g * PANEL_BYTES), c);
      }
      store(c, totals + v * BYTES);
    }
  }

  @SuppressWarnings("unused")
  private static void floatPairs(
      long factors, int step, int groups, long sums, long inputSums, long totals) {
    for (int v = 0; v < 4; v++) {
      long sum = sums + v * BYTES;
      long factor = factors + v * BYTES;
      FloatVector c = load(totals + v * BYTES);
      for (int g = 0; g < groups; g++) {
        long at = factor + (long) g * step;
        c = load(at).fma(load(sum + (long) g * PANEL_BYTES), c);
        c = load(at + PANEL_BYTES).fma(broadcast(inputSums + g * 4L), c);
      }
      store(c, totals + v * BYTES);
    }
  }

  @SuppressWarnings("unused")
  private static void halfPairs(
      long factors, int step, int groups, long sums, long inputSums, long totals) {
    for (int v = 0; v < 4; v++) {
      long sum = sums + v * BYTES;
      long factor = factors + v * BYTES;
      FloatVector c = load(totals + v * BYTES);
      for (int g = 0; g < groups; g++) {
        long at = factor + (long) g * step;
        c = upperHalf(loadInts(at - 2)).fma(load(sum + (long) g * PANEL_BYTES), c);
        c = upperHalf(loadInts(at)).fma(broadcast(inputSums + g * 4L), c);
      }
      store(c, totals + v * BYTES);
    }
  }

  @SuppressWarnings("unused")
  private static void halves(
      long factors, int step, int groups, long sums, long inputSums, long totals) {
    for (int v = 0; v < 4; v++) {
      long sum = sums + v * BYTES;
      long factor = halfOf(factors, v);
      FloatVector c = load(totals + v * BYTES);
      for (int g = 0; g < groups; g++) {
        long at = factor + (long) g * step;
        c = upperHalf(loadInts(at)).fma(load(sum + (long) g * PANEL_BYTES), c);
      }
      store(c, totals + v * BYTES);
    }
  }

  @SuppressWarnings("unused")
  private static void centredHalves(
      long factors, int step, int groups, long sums, long inputSums, long totals) {
    for (int v = 0; v < 4; v++) {
      long sum = sums + v * BYTES;
      long factor = halfOf(factors, v);
      FloatVector c = load(totals + v * BYTES);
      for (int g = 0; g < groups; g++) {
        long at = factor + (long) g * step;
        FloatVector scale = upperHalf(loadInts(at));
        c = scale.fma(load(sum + (long) g * PANEL_BYTES), c);
        c = scale.mul(CENTRE).fma(broadcast(inputSums + g * 4L), c);
      }
      store(c, totals + v * BYTES);
    }
  }

  /**
   * Scales of odd vectors of rows are the upper halves of their ints; a load two bytes earlier has
   * the lower halves there.
   */
  private static long halfOf(long factors, int v) {
    return factors + v / 2 * BYTES + v % 2 * 2 - 2;
  }
}
