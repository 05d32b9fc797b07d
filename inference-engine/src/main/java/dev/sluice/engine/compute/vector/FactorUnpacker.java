package dev.sluice.engine.compute.vector;

import static dev.sluice.engine.compute.vector.Lanes.BYTES;
import static dev.sluice.engine.compute.vector.Lanes.loadInts;
import static dev.sluice.engine.compute.vector.Lanes.lowerHalf;
import static dev.sluice.engine.compute.vector.Lanes.store;
import static dev.sluice.engine.compute.vector.Lanes.upperHalf;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Scales and offsets of a group as floats, from panels that keep them as binary16 because the
 * stored format does: the same numbers in half the memory. Apart from the products, whose loops
 * would pass the compiler's limit for inlining.
 */
final class FactorUnpacker {
  /** Bytes of an unpacked group: {@code P} scales, {@code P} offsets. */
  static final int GROUP_BYTES = 8 * BYTES;

  /** A code of Q4_0 stands for eight less. */
  private static final FloatVector CENTRE = FloatVector.broadcast(Lanes.F, -8f);

  private FactorUnpacker() {}

  static void unpack(PackedWeight weight, long from, long to) {
    switch (weight.factors()) {
      case FLOATS -> Lanes.copy(from, to, (weight.hasOffsets() ? 8L : 4L) * BYTES);
      case HALVES -> halves(from, to);
      case CENTRED_HALVES -> centredHalves(from, to);
      case HALF_PAIRS -> pairs(from, to);
    }
  }

  private static void halves(long from, long to) {
    for (int v = 0; v < 2; v++) {
      IntVector bits = loadInts(from + v * BYTES);
      long scales = to + v * 2 * BYTES;
      store(lowerHalf(bits), scales);
      store(upperHalf(bits), scales + BYTES);
    }
  }

  private static void centredHalves(long from, long to) {
    for (int v = 0; v < 2; v++) {
      IntVector bits = loadInts(from + v * BYTES);
      long scales = to + v * 2 * BYTES;
      FloatVector low = lowerHalf(bits);
      FloatVector high = upperHalf(bits);
      store(low, scales);
      store(high, scales + BYTES);
      store(low.mul(CENTRE), scales + 4 * BYTES);
      store(high.mul(CENTRE), scales + 5 * BYTES);
    }
  }

  private static void pairs(long from, long to) {
    for (int v = 0; v < 4; v++) {
      IntVector bits = loadInts(from + v * BYTES);
      long scales = to + v * BYTES;
      store(lowerHalf(bits), scales);
      store(upperHalf(bits), scales + 4 * BYTES);
    }
  }
}
