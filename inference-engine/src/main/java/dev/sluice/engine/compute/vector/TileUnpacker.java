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
 * A few columns of a panel as floats {@code [columns, P]}: codes without their scale, or whole
 * values for the float forms. Done once per tile and used for every token of a step.
 */
final class TileUnpacker {
  private TileUnpacker() {}

  /**
   * @param column first column, a multiple of the group (of 32 for the float forms)
   * @param count columns of the tile
   * @param own whose tile and factors are written
   * @return address of the group's scales, the offsets follow them; 0 for the float forms
   */
  static long unpack(PackedWeight weight, int panel, int column, int count, Scratch own) {
    long codes = weight.codes(panel, column);
    long tile = own.tile();
    switch (weight.form()) {
      case FLOAT -> floats(codes, count, tile);
      case HALF -> halves(codes, count, tile);
      case BRAIN -> brains(codes, count, tile);
      case NIBBLE -> nibbles(codes, tile);
      case BYTE -> bytes(codes, count, tile);
    }
    if (weight.group() == 0) {
      return 0;
    }
    long factors = codes + weight.groupCodeBytes();
    if (weight.factors() == PackedWeight.Factors.FLOATS) {
      return factors;
    }
    FactorUnpacker.unpack(weight, factors, own.factors());
    return own.factors();
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
