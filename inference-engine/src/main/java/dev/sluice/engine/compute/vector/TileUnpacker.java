package dev.sluice.engine.compute.vector;

import static dev.sluice.engine.compute.vector.Lanes.BYTES;
import static dev.sluice.engine.compute.vector.Lanes.load;
import static dev.sluice.engine.compute.vector.Lanes.loadInts;
import static dev.sluice.engine.compute.vector.Lanes.lowerHalf;
import static dev.sluice.engine.compute.vector.Lanes.nibble;
import static dev.sluice.engine.compute.vector.Lanes.signedByte;
import static dev.sluice.engine.compute.vector.Lanes.store;
import static dev.sluice.engine.compute.vector.Lanes.upperHalf;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Columns of a panel as floats {@code [columns, P]}: codes without their scale, or whole values for
 * the float forms. Done once per step and used for all of its tokens.
 */
final class TileUnpacker {
  private TileUnpacker() {}

  /**
   * @param column first column, a multiple of the segment
   * @param count columns, at most {@link Scratch#UNPACKED_COLUMNS}
   * @param own whose unpacked columns and factors are written
   */
  static void unpack(PackedWeight weight, int panel, int column, int count, Scratch own) {
    int step = weight.segmentColumns();
    for (int k = 0; k < count; k += step) {
      int columns = Math.min(step, count - k);
      long codes = weight.codes(panel, column + k);
      own.touch(codes, weight.codeBytes(columns));
      long to = own.unpacked() + k * 4L * BYTES;
      if (weight.group() == 0) {
        values(weight, codes, columns, to);
      } else {
        long factors = own.factors() + (long) (k / weight.group()) * FactorUnpacker.GROUP_BYTES;
        groups(weight, codes, columns / weight.group(), to, factors);
      }
    }
  }

  private static void values(PackedWeight weight, long codes, int count, long tile) {
    switch (weight.form()) {
      case FLOAT -> floats(codes, count, tile);
      case HALF -> halves(codes, count, tile);
      case BRAIN -> brains(codes, count, tile);
      case NIBBLE, BYTE -> throw new IllegalArgumentException(weight.type() + " has scales");
    }
  }

  private static void groups(PackedWeight weight, long codes, int groups, long tile, long to) {
    int group = weight.group();
    for (int g = 0; g < groups; g++) {
      long record = codes + (long) g * weight.recordBytes();
      long at = tile + g * group * 4L * BYTES;
      if (weight.form() == PackedWeight.Form.NIBBLE) {
        nibbles(record, at);
      } else {
        bytes(record, group, at);
      }
      long factors = record + weight.groupCodeBytes();
      FactorUnpacker.unpack(weight, factors, to + (long) g * FactorUnpacker.GROUP_BYTES);
    }
  }

  private static void nibbles(long codes, long tile) {
    for (int j = 0; j < 4; j++) {
      for (int v = 0; v < 4; v++) {
        IntVector w = loadInts(codes + (j * 4L + v) * BYTES);
        for (int i = 0; i < 8; i++) {
          store(nibble(w), tile + ((8L * j + i) * 4 + v) * BYTES);
          w = w.lanewise(VectorOperators.LSHR, 4);
        }
      }
    }
  }

  private static void bytes(long codes, int count, long tile) {
    for (int j = 0; j < count / 4; j++) {
      for (int v = 0; v < 4; v++) {
        IntVector w = loadInts(codes + (j * 4L + v) * BYTES);
        for (int i = 0; i < 4; i++) {
          store(signedByte(w, 24 - 8 * i), tile + ((4L * j + i) * 4 + v) * BYTES);
        }
      }
    }
  }

  private static void floats(long from, int count, long tile) {
    for (int i = 0; i < 4 * count; i++) {
      store(load(from + (long) i * BYTES), tile + (long) i * BYTES);
    }
  }

  private static void halves(long from, int count, long tile) {
    for (int k = 0; k < count; k += 2) {
      for (int v = 0; v < 4; v++) {
        IntVector w = loadInts(from + (k * 2L + v) * BYTES);
        store(lowerHalf(w), tile + (k * 4L + v) * BYTES);
        store(upperHalf(w), tile + (k * 4L + 4 + v) * BYTES);
      }
    }
  }

  private static void brains(long from, int count, long tile) {
    for (int k = 0; k < count; k += 2) {
      for (int v = 0; v < 4; v++) {
        IntVector w = loadInts(from + (k * 2L + v) * BYTES);
        store(PanelProduct.low(w).reinterpretAsFloats(), tile + (k * 4L + v) * BYTES);
        store(PanelProduct.upper(w), tile + (k * 4L + 4 + v) * BYTES);
      }
    }
  }
}
