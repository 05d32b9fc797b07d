package dev.sluice.engine.compute.vector;

import static dev.sluice.engine.compute.vector.Lanes.BYTES;
import static dev.sluice.engine.compute.vector.Lanes.loadInts;
import static dev.sluice.engine.compute.vector.Lanes.lowerHalf;
import static dev.sluice.engine.compute.vector.Lanes.store;
import static dev.sluice.engine.compute.vector.Lanes.upperHalf;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Scales and offsets of groups as floats, from panels that keep them as binary16 because the stored
 * format does: the same numbers in half the memory. Apart from the products, whose loops would pass
 * the compiler's limit for inlining.
 */
final class FactorUnpacker {
  /** Bytes of an unpacked group: {@code P} scales, {@code P} offsets. */
  static final int GROUP_BYTES = 8 * BYTES;

  /** A code of Q4_0 stands for eight less. */
  private static final FloatVector CENTRE = FloatVector.broadcast(Lanes.F, -8f);

  private FactorUnpacker() {}

  /**
   * @param from the first group's factors, each {@code recordBytes} further
   */
  static void unpack(PackedWeight weight, long from, int groups, long to) {
    int step = weight.recordBytes();
    switch (weight.factors()) {
      case FLOATS ->
          throw new IllegalArgumentException(weight.type() + " keeps its factors as floats");
      case HALVES -> halves(from, step, groups, to);
      case CENTRED_HALVES -> centredHalves(from, step, groups, to);
      case HALF_PAIRS -> pairs(from, step, groups, to);
    }
  }

  private static void halves(long from, int step, int groups, long to) {
    for (int g = 0; g < groups; g++) {
      for (int v = 0; v < 2; v++) {
        IntVector bits = loadInts(from + (long) g * step + v * BYTES);
        long scales = to + (long) g * GROUP_BYTES + v * 2 * BYTES;
        store(lowerHalf(bits), scales);
        store(upperHalf(bits), scales + BYTES);
      }
    }
  }

  private static void centredHalves(long from, int step, int groups, long to) {
    for (int g = 0; g < groups; g++) {
      for (int v = 0; v < 2; v++) {
        IntVector bits = loadInts(from + (long) g * step + v * BYTES);
        long scales = to + (long) g * GROUP_BYTES + v * 2 * BYTES;
        FloatVector low = lowerHalf(bits);
        FloatVector high = upperHalf(bits);
        store(low, scales);
        store(high, scales + BYTES);
        store(low.mul(CENTRE), scales + 4 * BYTES);
        store(high.mul(CENTRE), scales + 5 * BYTES);
      }
    }
  }

  private static void pairs(long from, int step, int groups, long to) {
    for (int g = 0; g < groups; g++) {
      for (int v = 0; v < 4; v++) {
        IntVector bits = loadInts(from + (long) g * step + v * BYTES);
        long scales = to + (long) g * GROUP_BYTES + v * BYTES;
        store(lowerHalf(bits), scales);
        store(upperHalf(bits), scales + 4 * BYTES);
      }
    }
  }
}
