package dev.sluice.engine.compute.vector;

import static dev.sluice.engine.compute.vector.Lanes.BYTES;
import static dev.sluice.engine.compute.vector.Lanes.loadInts;
import static dev.sluice.engine.compute.vector.Lanes.lowerHalf;
import static dev.sluice.engine.compute.vector.Lanes.nibble;
import static dev.sluice.engine.compute.vector.Lanes.signedByte;
import static dev.sluice.engine.compute.vector.Lanes.signedNibble;
import static dev.sluice.engine.compute.vector.Lanes.store;
import static dev.sluice.engine.compute.vector.Lanes.upperHalf;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Columns of a panel as floats {@code [columns, P]}: codes without their scale, or whole values for
 * the float forms. Done once per step and used for all of its tokens.
 */
final class TileUnpacker {
  private static final MethodHandles.Lookup HERE = MethodHandles.lookup();
  private static final Outlined HALVES = Outlined.of(HERE, "halves");
  private static final Outlined BRAINS = Outlined.of(HERE, "brains");
  private static final Outlined NIBBLES = Outlined.of(HERE, "nibbles");
  private static final Outlined SIGNED_NIBBLES = Outlined.of(HERE, "signedNibbles");
  private static final Outlined BYTES_OF_16 = Outlined.of(HERE, "bytesOf16");
  private static final Outlined BYTES_OF_32 = Outlined.of(HERE, "bytesOf32");

  private TileUnpacker() {}

  /**
   * @param column first column, a multiple of the group
   * @param count columns, at most {@link Scratch#UNPACKED_COLUMNS}
   * @param own whose unpacked columns and factors are written
   * @return address of the columns, which for floats is the panel's own
   */
  static long unpack(PackedWeight weight, int panel, int column, int count, Scratch own) {
    long codes = weight.codes(panel, column);
    if (weight.form() == PackedWeight.Form.FLOAT) {
      return codes;
    }
    if (weight.group() == 0) {
      kernel(weight).run(codes, 0, count, 0, 0, own.unpacked());
    } else {
      int groups = count / weight.group();
      kernel(weight).run(codes, weight.recordBytes(), groups, 0, 0, own.unpacked());
      FactorUnpacker.unpack(weight, codes + weight.groupCodeBytes(), groups, own.factors());
    }
    return own.unpacked();
  }

  private static Outlined kernel(PackedWeight weight) {
    return switch (weight.form()) {
      case FLOAT -> throw new IllegalArgumentException("floats are as they are");
      case HALF -> HALVES;
      case BRAIN -> BRAINS;
      case NIBBLE -> weight.hasOffsets() ? NIBBLES : SIGNED_NIBBLES;
      case BYTE -> weight.group() == 16 ? BYTES_OF_16 : BYTES_OF_32;
    };
  }

  @SuppressWarnings("unused")
  private static void nibbles(
      long records, int recordBytes, int groups, long u0, long u1, long tiles) {
    for (int g = 0; g < groups; g++) {
      long codes = records + (long) g * recordBytes;
      long tile = tiles + g * 128L * BYTES;
      for (int j = 0; j < 16; j++) {
        IntVector w = loadInts(codes + (long) j * BYTES);
        long to = tile + (j / 4 * 32L + j % 4) * BYTES;
        for (int i = 0; i < 8; i++) {
          store(nibble(w), to + i * 4L * BYTES);
          w = w.lanewise(VectorOperators.LSHR, 4);
        }
      }
    }
  }

  @SuppressWarnings("unused")
  private static void signedNibbles(
      long records, int recordBytes, int groups, long u0, long u1, long tiles) {
    for (int g = 0; g < groups; g++) {
      long codes = records + (long) g * recordBytes;
      long tile = tiles + g * 128L * BYTES;
      for (int j = 0; j < 16; j++) {
        IntVector w = loadInts(codes + (long) j * BYTES);
        long to = tile + (j / 4 * 32L + j % 4) * BYTES;
        for (int i = 7; i >= 0; i--) {
          store(signedNibble(w), to + i * 4L * BYTES);
          w = w.lanewise(VectorOperators.LSHL, 4);
        }
      }
    }
  }

  @SuppressWarnings("unused")
  private static void bytesOf16(
      long records, int recordBytes, int groups, long u0, long u1, long tiles) {
    bytes(records, recordBytes, groups, 16, tiles);
  }

  @SuppressWarnings("unused")
  private static void bytesOf32(
      long records, int recordBytes, int groups, long u0, long u1, long tiles) {
    bytes(records, recordBytes, groups, 32, tiles);
  }

  private static void bytes(long records, int recordBytes, int groups, int group, long tiles) {
    for (int g = 0; g < groups; g++) {
      long codes = records + (long) g * recordBytes;
      long tile = tiles + g * group * 4L * BYTES;
      for (int j = 0; j < group; j++) {
        IntVector w = loadInts(codes + (long) j * BYTES);
        long to = tile + (j / 4 * 16L + j % 4) * BYTES;
        for (int i = 0; i < 4; i++) {
          store(signedByte(w, 24 - 8 * i), to + i * 4L * BYTES);
        }
      }
    }
  }

  @SuppressWarnings("unused")
  private static void halves(long from, int u0, int count, long u1, long u2, long tile) {
    for (int k = 0; k < count; k += 2) {
      for (int v = 0; v < 4; v++) {
        IntVector w = loadInts(from + (k * 2L + v) * BYTES);
        store(lowerHalf(w), tile + (k * 4L + v) * BYTES);
        store(upperHalf(w), tile + (k * 4L + 4 + v) * BYTES);
      }
    }
  }

  @SuppressWarnings("unused")
  private static void brains(long from, int u0, int count, long u1, long u2, long tile) {
    for (int k = 0; k < count; k += 2) {
      for (int v = 0; v < 4; v++) {
        IntVector w = loadInts(from + (k * 2L + v) * BYTES);
        store(PanelProduct.low(w).reinterpretAsFloats(), tile + (k * 4L + v) * BYTES);
        store(PanelProduct.upper(w), tile + (k * 4L + 4 + v) * BYTES);
      }
    }
  }
}
