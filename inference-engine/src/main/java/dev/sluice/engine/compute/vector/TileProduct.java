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
 * <p>With 512-bit vectors six tokens take 24 sums, four weights and one broadcast: 29 of the 32
 * registers, 24 multiply-adds for 10 loads. Narrower machines have 16 registers, where two tokens
 * fit. The loops are written out because sums in an array would live in memory; each method holds
 * little else, because the compiler stops inlining vector operations in large methods.
 *
 * <p>The tokens' inputs lie {@link PackedInput#TOKEN_BYTES} apart, their totals {@code P} floats
 * apart, their input sums 4 bytes apart. An odd last token is done together with its neighbour's
 * slot, which must exist in all three.
 */
final class TileProduct {
  private static final int TOKEN_BYTES = PackedInput.TOKEN_BYTES;

  /** Tokens of the wide kernels. */
  private static final int WIDE = 6;

  private static final boolean WIDE_FITS = Lanes.COUNT >= 16;

  private TileProduct() {}

  /** Adds {@code tile * x} to the totals. */
  static void accumulate(long tile, int count, long x, int tokens, long totals) {
    int t = 0;
    if (WIDE_FITS) {
      for (; t + WIDE <= tokens; t += WIDE) {
        six(tile, count, x + (long) t * TOKEN_BYTES, totals + t * 4L * BYTES);
      }
    }
    for (; t < tokens; t += 2) {
      two(tile, count, x + (long) t * TOKEN_BYTES, totals + t * 4L * BYTES);
    }
  }

  private static void six(long tile, int count, long x, long totals) {
    FloatVector a00 = FloatVector.fromMemorySegment(F, MEMORY, totals, ORDER);
    FloatVector a01 = FloatVector.fromMemorySegment(F, MEMORY, totals + 1 * BYTES, ORDER);
    FloatVector a02 = FloatVector.fromMemorySegment(F, MEMORY, totals + 2 * BYTES, ORDER);
    FloatVector a03 = FloatVector.fromMemorySegment(F, MEMORY, totals + 3 * BYTES, ORDER);
    FloatVector a10 = FloatVector.fromMemorySegment(F, MEMORY, totals + 4 * BYTES, ORDER);
    FloatVector a11 = FloatVector.fromMemorySegment(F, MEMORY, totals + 5 * BYTES, ORDER);
    FloatVector a12 = FloatVector.fromMemorySegment(F, MEMORY, totals + 6 * BYTES, ORDER);
    FloatVector a13 = FloatVector.fromMemorySegment(F, MEMORY, totals + 7 * BYTES, ORDER);
    FloatVector a20 = FloatVector.fromMemorySegment(F, MEMORY, totals + 8 * BYTES, ORDER);
    FloatVector a21 = FloatVector.fromMemorySegment(F, MEMORY, totals + 9 * BYTES, ORDER);
    FloatVector a22 = FloatVector.fromMemorySegment(F, MEMORY, totals + 10 * BYTES, ORDER);
    FloatVector a23 = FloatVector.fromMemorySegment(F, MEMORY, totals + 11 * BYTES, ORDER);
    FloatVector a30 = FloatVector.fromMemorySegment(F, MEMORY, totals + 12 * BYTES, ORDER);
    FloatVector a31 = FloatVector.fromMemorySegment(F, MEMORY, totals + 13 * BYTES, ORDER);
    FloatVector a32 = FloatVector.fromMemorySegment(F, MEMORY, totals + 14 * BYTES, ORDER);
    FloatVector a33 = FloatVector.fromMemorySegment(F, MEMORY, totals + 15 * BYTES, ORDER);
    FloatVector a40 = FloatVector.fromMemorySegment(F, MEMORY, totals + 16 * BYTES, ORDER);
    FloatVector a41 = FloatVector.fromMemorySegment(F, MEMORY, totals + 17 * BYTES, ORDER);
    FloatVector a42 = FloatVector.fromMemorySegment(F, MEMORY, totals + 18 * BYTES, ORDER);
    FloatVector a43 = FloatVector.fromMemorySegment(F, MEMORY, totals + 19 * BYTES, ORDER);
    FloatVector a50 = FloatVector.fromMemorySegment(F, MEMORY, totals + 20 * BYTES, ORDER);
    FloatVector a51 = FloatVector.fromMemorySegment(F, MEMORY, totals + 21 * BYTES, ORDER);
    FloatVector a52 = FloatVector.fromMemorySegment(F, MEMORY, totals + 22 * BYTES, ORDER);
    FloatVector a53 = FloatVector.fromMemorySegment(F, MEMORY, totals + 23 * BYTES, ORDER);
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
      FloatVector x2 = FloatVector.broadcast(F, MEMORY.get(FLOAT, xk + 2 * TOKEN_BYTES));
      a20 = w0.fma(x2, a20);
      a21 = w1.fma(x2, a21);
      a22 = w2.fma(x2, a22);
      a23 = w3.fma(x2, a23);
      FloatVector x3 = FloatVector.broadcast(F, MEMORY.get(FLOAT, xk + 3 * TOKEN_BYTES));
      a30 = w0.fma(x3, a30);
      a31 = w1.fma(x3, a31);
      a32 = w2.fma(x3, a32);
      a33 = w3.fma(x3, a33);
      FloatVector x4 = FloatVector.broadcast(F, MEMORY.get(FLOAT, xk + 4 * TOKEN_BYTES));
      a40 = w0.fma(x4, a40);
      a41 = w1.fma(x4, a41);
      a42 = w2.fma(x4, a42);
      a43 = w3.fma(x4, a43);
      FloatVector x5 = FloatVector.broadcast(F, MEMORY.get(FLOAT, xk + 5 * TOKEN_BYTES));
      a50 = w0.fma(x5, a50);
      a51 = w1.fma(x5, a51);
      a52 = w2.fma(x5, a52);
      a53 = w3.fma(x5, a53);
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
    a20.intoMemorySegment(MEMORY, totals + 8 * BYTES, ORDER);
    a21.intoMemorySegment(MEMORY, totals + 9 * BYTES, ORDER);
    a22.intoMemorySegment(MEMORY, totals + 10 * BYTES, ORDER);
    a23.intoMemorySegment(MEMORY, totals + 11 * BYTES, ORDER);
    a30.intoMemorySegment(MEMORY, totals + 12 * BYTES, ORDER);
    a31.intoMemorySegment(MEMORY, totals + 13 * BYTES, ORDER);
    a32.intoMemorySegment(MEMORY, totals + 14 * BYTES, ORDER);
    a33.intoMemorySegment(MEMORY, totals + 15 * BYTES, ORDER);
    a40.intoMemorySegment(MEMORY, totals + 16 * BYTES, ORDER);
    a41.intoMemorySegment(MEMORY, totals + 17 * BYTES, ORDER);
    a42.intoMemorySegment(MEMORY, totals + 18 * BYTES, ORDER);
    a43.intoMemorySegment(MEMORY, totals + 19 * BYTES, ORDER);
    a50.intoMemorySegment(MEMORY, totals + 20 * BYTES, ORDER);
    a51.intoMemorySegment(MEMORY, totals + 21 * BYTES, ORDER);
    a52.intoMemorySegment(MEMORY, totals + 22 * BYTES, ORDER);
    a53.intoMemorySegment(MEMORY, totals + 23 * BYTES, ORDER);
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
