package dev.sluice.engine.compute.vector;

import static dev.sluice.engine.compute.vector.Lanes.BYTES;
import static dev.sluice.engine.compute.vector.Lanes.loadInts;
import static dev.sluice.engine.compute.vector.Lanes.lowerHalf;
import static dev.sluice.engine.compute.vector.Lanes.store;
import static dev.sluice.engine.compute.vector.Lanes.upperHalf;

import java.lang.invoke.MethodHandles;
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

  private static final FloatVector OFF_CODES = FloatVector.broadcast(Lanes.F, PackedWeight.CENTRE);

  private static final MethodHandles.Lookup HERE = MethodHandles.lookup();
  private static final Outlined HALVES = Outlined.of(HERE, "halves");
  private static final Outlined PAIRS = Outlined.of(HERE, "pairs");
  private static final Outlined CENTRED_PAIRS = Outlined.of(HERE, "centredPairs");

  private FactorUnpacker() {}

  /** Of groups whose factors are a record apart, the first ones at {@code from}. */
  static void unpack(PackedWeight weight, long from, int groups, long to) {
    int step = weight.recordBytes();
    switch (weight.factors()) {
      case FLOATS -> copy(from, step, groups, (weight.hasOffsets() ? 8L : 4L) * BYTES, to);
      case HALVES -> HALVES.run(from, step, groups, 0, 0, to);
      case HALF_PAIRS -> {
        Outlined pairs = weight.isRounded() ? CENTRED_PAIRS : PAIRS;
        pairs.run(from, step, groups, 0, 0, to);
      }
    }
  }

  private static void copy(long from, int step, int groups, long bytes, long to) {
    for (int g = 0; g < groups; g++) {
      Lanes.copy(from + (long) g * step, to + (long) g * GROUP_BYTES, bytes);
    }
  }

  @SuppressWarnings("unused")
  private static void halves(long from, int step, int groups, long u0, long u1, long to) {
    for (int g = 0; g < groups; g++) {
      for (int v = 0; v < 2; v++) {
        IntVector bits = loadInts(from + (long) g * step + v * BYTES);
        long scales = to + (long) g * GROUP_BYTES + v * 2 * BYTES;
        store(lowerHalf(bits), scales);
        store(upperHalf(bits), scales + BYTES);
      }
    }
  }

  @SuppressWarnings("unused")
  private static void pairs(long from, int step, int groups, long u0, long u1, long to) {
    for (int g = 0; g < groups; g++) {
      for (int v = 0; v < 4; v++) {
        IntVector bits = loadInts(from + (long) g * step + v * BYTES);
        long scales = to + (long) g * GROUP_BYTES + v * BYTES;
        store(lowerHalf(bits), scales);
        store(upperHalf(bits), scales + 4 * BYTES);
      }
    }
  }

  /** For codes that are eight less: offsets make up for it. */
  @SuppressWarnings("unused")
  private static void centredPairs(long from, int step, int groups, long u0, long u1, long to) {
    for (int g = 0; g < groups; g++) {
      for (int v = 0; v < 4; v++) {
        IntVector bits = loadInts(from + (long) g * step + v * BYTES);
        long scales = to + (long) g * GROUP_BYTES + v * BYTES;
        FloatVector scale = lowerHalf(bits);
        store(scale, scales);
        store(scale.fma(OFF_CODES, upperHalf(bits)), scales + 4 * BYTES);
      }
    }
  }
}
