package dev.sluice.engine.sampling;

/**
 * Philox4x32-10, the counter-based generator of Salmon et al., "Parallel Random Numbers: As Easy as
 * 1, 2, 3" (SC 2011). There is no state to carry from draw to draw: a draw is a function of key and
 * counter, so a stream that continues elsewhere goes on with the same draws. Verified against the
 * known answers that the Random123 library publishes.
 */
public final class Philox {
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final int ROUNDS = 10;
  private static final double TWO_TO_MINUS_53 = 0x1p-53;

  private int c0;
  private int c1;
  private int c2;
  private int c3;

  /** A uniform double in [0, 1) for the output position of the stream with this seed. */
  public double uniform(long seed, long position) {
    block((int) seed, (int) (seed >>> 32), (int) position, (int) (position >>> 32), 0, 0);
    long bits = ((long) c1 << 32) | Integer.toUnsignedLong(c0);
    return (bits >>> 11) * TWO_TO_MINUS_53;
  }

  /** Computes one block of four 32-bit words, to be read with {@link #word}. */
  void block(int key0, int key1, int counter0, int counter1, int counter2, int counter3) {
    c0 = counter0;
    c1 = counter1;
    c2 = counter2;
    c3 = counter3;
    int k0 = key0;
    int k1 = key1;
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = MULTIPLIER_0 * Integer.toUnsignedLong(c0);
      long product1 = MULTIPLIER_1 * Integer.toUnsignedLong(c2);
      c0 = (int) (product1 >>> 32) ^ c1 ^ k0;
      c1 = (int) product1;
      c2 = (int) (product0 >>> 32) ^ c3 ^ k1;
      c3 = (int) product0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
  }

  int word(int index) {
    return switch (index) {
      case 0 -> c0;
      case 1 -> c1;
      case 2 -> c2;
      case 3 -> c3;
      default -> throw new IllegalArgumentException("a block has 4 words, not " + index);
    };
  }
}
