package dev.sluice.engine.compute.vector;

import static dev.sluice.engine.compute.vector.Lanes.BYTES;
import static dev.sluice.engine.compute.vector.Lanes.F;
import static dev.sluice.engine.compute.vector.Lanes.FLOAT;
import static dev.sluice.engine.compute.vector.Lanes.MEMORY;
import static dev.sluice.engine.compute.vector.Lanes.ORDER;

import jdk.incubator.vector.FloatVector;

/**
 * An unpacked tile {@code [count, P]} of a float form times several tokens, added to their totals
 * {@code [tokens, P]}: the inner loop of prefill and of batched decode. Arithmetic and order are
 * those of {@link PanelProduct}, so a token's bits do not depend on which of the two ran.
 *
 * <p>With 512-bit vectors three tokens have twelve sums, which suffice to keep two multipliers
 * busy. Narrower machines have 16 registers, where two tokens fit. The loops are written out
 * because sums in an array would live in memory; each method holds little else, because the
 * compiler stops inlining vector operations in large methods.
 *
 * <p>The tokens' inputs lie {@link PackedInput#TOKEN_BYTES} apart, their totals {@code P} floats
 * apart, their input sums 4 bytes apart. An odd last token is done together with its neighbour's
 * slot, which must exist in all three.
 */
final class TileProduct {
  private static final int TOKEN_BYTES = PackedInput.TOKEN_BYTES;

  /** Tokens of the wide kernels. */
  private static final int WIDE = 3;

  private static final boolean WIDE_FITS = Lanes.COUNT >= 16;

  private TileProduct() {}

  /** Adds {@code tile * x} to the totals. */
  static void accumulate(long tile, int count, long x, int tokens, long totals) {
    int t = 0;
    if (WIDE_FITS) {
      t = ScaledTileProduct.threes(tokens) * WIDE;
      three(tile, count, x, t, totals);
    }
    for (; t < tokens; t += 2) {
      two(tile, count, x + (long) t * TOKEN_BYTES, totals + t * 4L * BYTES);
    }
  }

  /**
   * A multiple of three tokens. Six at a time would be as fast, but the first compiler has not
   * enough registers for them to be profiled, and then it may never come to the second one.
   */
  private static void three(long tile, int count, long x, int tokens, long totals) {
    for (int t = 0; t < tokens; t += WIDE) {
      long to = totals + t * 4L * BYTES;
      FloatVector a00 = FloatVector.fromMemorySegment(F, MEMORY, to, ORDER);
      FloatVector a01 = FloatVector.fromMemorySegment(F, MEMORY, to + 1 * BYTES, ORDER);
      FloatVector a02 = FloatVector.fromMemorySegment(F, MEMORY, to + 2 * BYTES, ORDER);
      FloatVector a03 = FloatVector.fromMemorySegment(F, MEMORY, to + 3 * BYTES, ORDER);
      FloatVector a10 = FloatVector.fromMemorySegment(F, MEMORY, to + 4 * BYTES, ORDER);
      FloatVector a11 = FloatVector.fromMemorySegment(F, MEMORY, to + 5 * BYTES, ORDER);
      FloatVector a12 = FloatVector.fromMemorySegment(F, MEMORY, to + 6 * BYTES, ORDER);
      FloatVector a13 = FloatVector.fromMemorySegment(F, MEMORY, to + 7 * BYTES, ORDER);
      FloatVector a20 = FloatVector.fromMemorySegment(F, MEMORY, to + 8 * BYTES, ORDER);
      FloatVector a21 = FloatVector.fromMemorySegment(F, MEMORY, to + 9 * BYTES, ORDER);
      FloatVector a22 = FloatVector.fromMemorySegment(F, MEMORY, to + 10 * BYTES, ORDER);
      FloatVector a23 = FloatVector.fromMemorySegment(F, MEMORY, to + 11 * BYTES, ORDER);
      long w = tile;
      long xk = x + (long) t * TOKEN_BYTES;
      for (int k = 0; k < count; k++) {
        FloatVector w0 = FloatVector.fromMemorySegment(F, MEMORY, w, ORDER);
        FloatVector w1 = FloatVector.fromMemorySegment(F, MEMORY, w + 1 * BYTES, ORDER);
        FloatVector w2 = FloatVector.fromMemorySegment(F, MEMORY, w + 2 * BYTES, ORDER);
        FloatVector w3 = FloatVector.fromMemorySegment(F, MEMORY, w + 3 * BYTES, ORDER);
        FloatVector x0 = FloatVector.broadcast(F, MEMORY.get(FLOAT, xk));
        a00 = w0.fma(x0, a00);
        a01 = w1.fma(x0, a01);
        a02 = w2.fma(x0, a02);
        a03 = w3.fma(x0, a03);
        FloatVector x1 = FloatVector.broadcast(F, MEMORY.get(FLOAT, xk + 1 * TOKEN_BYTES));
        a10 = w0.fma(x1, a10);
        a11 = w1.fma(x1, a11);
        a12 = w2.fma(x1, a12);
        a13 = w3.fma(x1, a13);
        FloatVector x2 = FloatVector.broadcast(F, MEMORY.get(FLOAT, xk + 2 * TOKEN_BYTES));
        a20 = w0.fma(x2, a20);
        a21 = w1.fma(x2, a21);
        a22 = w2.fma(x2, a22);
        a23 = w3.fma(x2, a23);
        w += 4 * BYTES;
        xk += 4;
      }
      a00.intoMemorySegment(MEMORY, to, ORDER);
      a01.intoMemorySegment(MEMORY, to + 1 * BYTES, ORDER);
      a02.intoMemorySegment(MEMORY, to + 2 * BYTES, ORDER);
      a03.intoMemorySegment(MEMORY, to + 3 * BYTES, ORDER);
      a10.intoMemorySegment(MEMORY, to + 4 * BYTES, ORDER);
      a11.intoMemorySegment(MEMORY, to + 5 * BYTES, ORDER);
      a12.intoMemorySegment(MEMORY, to + 6 * BYTES, ORDER);
      a13.intoMemorySegment(MEMORY, to + 7 * BYTES, ORDER);
      a20.intoMemorySegment(MEMORY, to + 8 * BYTES, ORDER);
      a21.intoMemorySegment(MEMORY, to + 9 * BYTES, ORDER);
      a22.intoMemorySegment(MEMORY, to + 10 * BYTES, ORDER);
      a23.intoMemorySegment(MEMORY, to + 11 * BYTES, ORDER);
    }
  }

  private static void two(long tile, int count, long x, long totals) {
    FloatVector a00 = FloatVector.fromMemorySegment(F, MEMORY, totals, ORDER);
    FloatVector a01 = FloatVector.fromMemorySegment(F, MEMORY, totals + 1 * BYTES, ORDER);
    FloatVector a02 = FloatVector.fromMemorySegment(F, MEMORY, totals + 2 * BYTES, ORDER);
    FloatVector a03 = FloatVector.fromMemorySegment(F, MEMORY, totals + 3 * BYTES, ORDER);
    FloatVector a10 = FloatVector.fromMemorySegment(F, MEMORY, totals + 4 * BYTES, ORDER);
    FloatVector a11 = FloatVector.fromMemorySegment(F, MEMORY, totals + 5 * BYTES, ORDER);
    FloatVector a12 = FloatVector.fromMemorySegment(F, MEMORY, totals + 6 * BYTES, ORDER);
    FloatVector a13 = FloatVector.fromMemorySegment(F, MEMORY, totals + 7 * BYTES, ORDER);
    long w = tile;
    long xk = x;
    for (int k = 0; k < count; k++) {
      FloatVector w0 = FloatVector.fromMemorySegment(F, MEMORY, w, ORDER);
      FloatVector w1 = FloatVector.fromMemorySegment(F, MEMORY, w + 1 * BYTES, ORDER);
      FloatVector w2 = FloatVector.fromMemorySegment(F, MEMORY, w + 2 * BYTES, ORDER);
      FloatVector w3 = FloatVector.fromMemorySegment(F, MEMORY, w + 3 * BYTES, ORDER);
      FloatVector x0 = FloatVector.broadcast(F, MEMORY.get(FLOAT, xk));
      a00 = w0.fma(x0, a00);
      a01 = w1.fma(x0, a01);
      a02 = w2.fma(x0, a02);
      a03 = w3.fma(x0, a03);
      FloatVector x1 = FloatVector.broadcast(F, MEMORY.get(FLOAT, xk + 1 * TOKEN_BYTES));
      a10 = w0.fma(x1, a10);
      a11 = w1.fma(x1, a11);
      a12 = w2.fma(x1, a12);
      a13 = w3.fma(x1, a13);
      w += 4 * BYTES;
      xk += 4;
    }
    a00.intoMemorySegment(MEMORY, totals, ORDER);
    a01.intoMemorySegment(MEMORY, totals + 1 * BYTES, ORDER);
    a02.intoMemorySegment(MEMORY, totals + 2 * BYTES, ORDER);
    a03.intoMemorySegment(MEMORY, totals + 3 * BYTES, ORDER);
    a10.intoMemorySegment(MEMORY, totals + 4 * BYTES, ORDER);
    a11.intoMemorySegment(MEMORY, totals + 5 * BYTES, ORDER);
    a12.intoMemorySegment(MEMORY, totals + 6 * BYTES, ORDER);
    a13.intoMemorySegment(MEMORY, totals + 7 * BYTES, ORDER);
  }
}
