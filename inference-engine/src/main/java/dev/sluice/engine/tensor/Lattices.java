package dev.sluice.engine.tensor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The codebooks of the IQ formats: points of a lattice, eight (or four) values each, that occur
 * often among neighbouring weights. {@code lattices.NOTICE.txt} beside the resource says where the
 * numbers come from and how they are packed.
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
    try (InputStream in = Lattices.class.getResourceAsStream("lattices.bin")) {
      IQ2_XXS = unpack(in, 256 * WIDE, 2, TWO_BITS);
      IQ2_XS = unpack(in, 512 * WIDE, 2, TWO_BITS);
      IQ2_S = unpack(in, 1024 * WIDE, 2, TWO_BITS);
      IQ1 = unpack(in, 2048 * WIDE, 2, EIGHTHS);
      IQ3_XXS = unpack(in, 256 * NARROW, 4, THREE_BITS);
      IQ3_S = unpack(in, 512 * NARROW, 4, ODD);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Lattices() {}

  private static byte[] unpack(InputStream in, int count, int bits, byte[] values)
      throws IOException {
    int perByte = 8 / bits;
    byte[] packed = in.readNBytes(count / perByte);
    byte[] unpacked = new byte[count];
    for (int i = 0; i < count; i++) {
      int index = packed[i / perByte] >>> i % perByte * bits & (1 << bits) - 1;
      unpacked[i] = values[index];
    }
    return unpacked;
  }
}
