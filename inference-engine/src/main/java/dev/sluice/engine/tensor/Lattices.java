package dev.sluice.engine.tensor;

/**
 * The codebooks of the IQ formats: points of a lattice, eight (or four) values each, that occur
 * often among neighbouring weights, from {@link PackedLattices}.
 */
final class Lattices {
  /** Values of a point of the two- and one-bit formats; the three-bit ones have four. */
  static final int WIDE = 8;

  static final int NARROW = 4;

  static final byte[] IQ2_XXS;
  static final byte[] IQ2_XS;
  static final byte[] IQ2_S;

  /** Eight times -1, 0 or 1: room for the shift of an eighth that these formats add. */
  static final byte[] IQ1;

  static final byte[] IQ3_XXS;
  static final byte[] IQ3_S;

  private static final byte[] TWO_BITS = {8, 25, 43};
  private static final byte[] EIGHTHS = {-8, 0, 8};
  private static final byte[] THREE_BITS = {4, 12, 20, 28, 36, 44, 52, 62};
  private static final byte[] ODD = {1, 3, 5, 7, 9, 11, 13, 15};

  static {
    IQ2_XXS = unpack(ElementType.IQ2_XXS, WIDE, TWO_BITS);
    IQ2_XS = unpack(ElementType.IQ2_XS, WIDE, TWO_BITS);
    IQ2_S = unpack(ElementType.IQ2_S, WIDE, TWO_BITS);
    IQ1 = unpack(ElementType.IQ1_S, WIDE, EIGHTHS);
    IQ3_XXS = unpack(ElementType.IQ3_XXS, NARROW, THREE_BITS);
    IQ3_S = unpack(ElementType.IQ3_S, NARROW, ODD);
  }

  private Lattices() {}

  private static byte[] unpack(ElementType type, int perPoint, byte[] values) {
    short[] points = PackedLattices.points(type);
    int bits = Short.SIZE / perPoint;
    byte[] unpacked = new byte[points.length * perPoint];
    for (int i = 0; i < unpacked.length; i++) {
      int index = points[i / perPoint] >>> i % perPoint * bits & (1 << bits) - 1;
      unpacked[i] = values[index];
    }
    return unpacked;
  }
}
