package dev.sluice.engine.compute.vector;

import static dev.sluice.engine.compute.vector.Lanes.BYTES;
import static dev.sluice.engine.compute.vector.Lanes.F;
import static dev.sluice.engine.compute.vector.Lanes.FLOAT;
import static dev.sluice.engine.compute.vector.Lanes.MEMORY;
import static dev.sluice.engine.compute.vector.Lanes.ORDER;
import static dev.sluice.engine.compute.vector.Lanes.at;

import jdk.incubator.vector.FloatVector;

/**
 * As {@link TileProduct} for the scaled forms, a group of columns at a time: the group's sums stay
 * in registers until scale and offset have taken them to the totals. That is as much code as the
 * compiler inlines for three tokens, whose twelve sums suffice to keep two multipliers busy; six
 * tokens with their sums in memory between the halves were slower.
 */
final class ScaledTileProduct {
  private static final int TOKEN_BYTES = PackedInput.TOKEN_BYTES;

  /** Tokens of the wide kernels; {@link Scratch#TOKENS} is a multiple. */
  private static final int WIDE = 3;

  private static final boolean WIDE_FITS = Lanes.COUNT >= 16;

  private ScaledTileProduct() {}

  /** How many threes to take so that the rest are pairs: four tokens are two pairs. */
  static int threes(int tokens) {
    return tokens % WIDE == 1 ? Math.max(0, tokens / WIDE - 1) : tokens / WIDE;
  }

  /**
   * Adds {@code scale * (tile * x)} to the totals, and {@code offset * inputSum} where there are
   * offsets. What is left of three tokens is done in pairs; the slot beside an odd last one must
   * exist in the totals and be readable in {@code x} and the input sums.
   *
   * @param scales {@code P} factors; {@code P} offsets follow
   * @param inputSums one per token, 0 without offsets
   * @param totals {@code [tokens, P]}
   */
  static void accumulate(
      long tile, int count, long x, int tokens, long scales, long inputSums, long totals) {
    if (inputSums == 0) {
      scaled(tile, count, x, tokens, scales, totals);
    } else {
      scaledWithOffsets(tile, count, x, tokens, scales, inputSums, totals);
    }
  }

  private static void scaled(long tile, int count, long x, int tokens, long scales, long totals) {
    int t = 0;
    if (WIDE_FITS) {
      t = threes(tokens) * WIDE;
      three(tile, count, x, t, scales, totals);
    }
    for (; t < tokens; t += 2) {
      two(tile, count, x + (long) t * TOKEN_BYTES, scales, totals + t * 4L * BYTES);
    }
  }

  private static void scaledWithOffsets(
      long tile, int count, long x, int tokens, long scales, long inputSums, long totals) {
    int t = 0;
    if (WIDE_FITS) {
      t = threes(tokens) * WIDE;
      threeOffset(tile, count, x, t, scales, inputSums, totals);
    }
    for (; t < tokens; t += 2) {
      long xt = x + (long) t * TOKEN_BYTES;
      twoOffset(tile, count, xt, scales, inputSums + t * 4L, totals + t * 4L * BYTES);
    }
  }

  /** A multiple of three tokens. */
  private static void three(long tile, int count, long x, int tokens, long scales, long totals) {
    for (int t = 0; t < tokens; t += WIDE) {
      long to = at(totals + t * 4L * BYTES);
      FloatVector a00 = FloatVector.zero(F);
      FloatVector a01 = FloatVector.zero(F);
      FloatVector a02 = FloatVector.zero(F);
      FloatVector a03 = FloatVector.zero(F);
      FloatVector a10 = FloatVector.zero(F);
      FloatVector a11 = FloatVector.zero(F);
      FloatVector a12 = FloatVector.zero(F);
      FloatVector a13 = FloatVector.zero(F);
      FloatVector a20 = FloatVector.zero(F);
      FloatVector a21 = FloatVector.zero(F);
      FloatVector a22 = FloatVector.zero(F);
      FloatVector a23 = FloatVector.zero(F);
      long w = tile;
      long xk = x + (long) t * TOKEN_BYTES;
      for (int k = 0; k < count; k++) {
        w = at(w);
        xk = at(xk);
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
      FloatVector d0 = FloatVector.fromMemorySegment(F, MEMORY, scales, ORDER);
      a00 = d0.fma(a00, FloatVector.fromMemorySegment(F, MEMORY, to, ORDER));
      a10 = d0.fma(a10, FloatVector.fromMemorySegment(F, MEMORY, to + 4 * BYTES, ORDER));
      a20 = d0.fma(a20, FloatVector.fromMemorySegment(F, MEMORY, to + 8 * BYTES, ORDER));
      a00.intoMemorySegment(MEMORY, to, ORDER);
      a10.intoMemorySegment(MEMORY, to + 4 * BYTES, ORDER);
      a20.intoMemorySegment(MEMORY, to + 8 * BYTES, ORDER);
      FloatVector d1 = FloatVector.fromMemorySegment(F, MEMORY, scales + 1 * BYTES, ORDER);
      a01 = d1.fma(a01, FloatVector.fromMemorySegment(F, MEMORY, to + 1 * BYTES, ORDER));
      a11 = d1.fma(a11, FloatVector.fromMemorySegment(F, MEMORY, to + 5 * BYTES, ORDER));
      a21 = d1.fma(a21, FloatVector.fromMemorySegment(F, MEMORY, to + 9 * BYTES, ORDER));
      a01.intoMemorySegment(MEMORY, to + 1 * BYTES, ORDER);
      a11.intoMemorySegment(MEMORY, to + 5 * BYTES, ORDER);
      a21.intoMemorySegment(MEMORY, to + 9 * BYTES, ORDER);
      FloatVector d2 = FloatVector.fromMemorySegment(F, MEMORY, scales + 2 * BYTES, ORDER);
      a02 = d2.fma(a02, FloatVector.fromMemorySegment(F, MEMORY, to + 2 * BYTES, ORDER));
      a12 = d2.fma(a12, FloatVector.fromMemorySegment(F, MEMORY, to + 6 * BYTES, ORDER));
      a22 = d2.fma(a22, FloatVector.fromMemorySegment(F, MEMORY, to + 10 * BYTES, ORDER));
      a02.intoMemorySegment(MEMORY, to + 2 * BYTES, ORDER);
      a12.intoMemorySegment(MEMORY, to + 6 * BYTES, ORDER);
      a22.intoMemorySegment(MEMORY, to + 10 * BYTES, ORDER);
      FloatVector d3 = FloatVector.fromMemorySegment(F, MEMORY, scales + 3 * BYTES, ORDER);
      a03 = d3.fma(a03, FloatVector.fromMemorySegment(F, MEMORY, to + 3 * BYTES, ORDER));
      a13 = d3.fma(a13, FloatVector.fromMemorySegment(F, MEMORY, to + 7 * BYTES, ORDER));
      a23 = d3.fma(a23, FloatVector.fromMemorySegment(F, MEMORY, to + 11 * BYTES, ORDER));
      a03.intoMemorySegment(MEMORY, to + 3 * BYTES, ORDER);
      a13.intoMemorySegment(MEMORY, to + 7 * BYTES, ORDER);
      a23.intoMemorySegment(MEMORY, to + 11 * BYTES, ORDER);
    }
  }

  /** A multiple of three tokens. */
  private static void threeOffset(
      long tile, int count, long x, int tokens, long scales, long inputSums, long totals) {
    for (int t = 0; t < tokens; t += WIDE) {
      long to = at(totals + t * 4L * BYTES);
      long sums = at(inputSums + t * 4L);
      FloatVector a00 = FloatVector.zero(F);
      FloatVector a01 = FloatVector.zero(F);
      FloatVector a02 = FloatVector.zero(F);
      FloatVector a03 = FloatVector.zero(F);
      FloatVector a10 = FloatVector.zero(F);
      FloatVector a11 = FloatVector.zero(F);
      FloatVector a12 = FloatVector.zero(F);
      FloatVector a13 = FloatVector.zero(F);
      FloatVector a20 = FloatVector.zero(F);
      FloatVector a21 = FloatVector.zero(F);
      FloatVector a22 = FloatVector.zero(F);
      FloatVector a23 = FloatVector.zero(F);
      FloatVector s0 = FloatVector.broadcast(F, MEMORY.get(FLOAT, sums));
      FloatVector s1 = FloatVector.broadcast(F, MEMORY.get(FLOAT, sums + 1 * 4));
      FloatVector s2 = FloatVector.broadcast(F, MEMORY.get(FLOAT, sums + 2 * 4));
      long w = tile;
      long xk = x + (long) t * TOKEN_BYTES;
      for (int k = 0; k < count; k++) {
        w = at(w);
        xk = at(xk);
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
      FloatVector d0 = FloatVector.fromMemorySegment(F, MEMORY, scales, ORDER);
      a00 = d0.fma(a00, FloatVector.fromMemorySegment(F, MEMORY, to, ORDER));
      a10 = d0.fma(a10, FloatVector.fromMemorySegment(F, MEMORY, to + 4 * BYTES, ORDER));
      a20 = d0.fma(a20, FloatVector.fromMemorySegment(F, MEMORY, to + 8 * BYTES, ORDER));
      FloatVector m0 = FloatVector.fromMemorySegment(F, MEMORY, scales + 4 * BYTES, ORDER);
      a00 = m0.fma(s0, a00);
      a10 = m0.fma(s1, a10);
      a20 = m0.fma(s2, a20);
      a00.intoMemorySegment(MEMORY, to, ORDER);
      a10.intoMemorySegment(MEMORY, to + 4 * BYTES, ORDER);
      a20.intoMemorySegment(MEMORY, to + 8 * BYTES, ORDER);
      FloatVector d1 = FloatVector.fromMemorySegment(F, MEMORY, scales + 1 * BYTES, ORDER);
      a01 = d1.fma(a01, FloatVector.fromMemorySegment(F, MEMORY, to + 1 * BYTES, ORDER));
      a11 = d1.fma(a11, FloatVector.fromMemorySegment(F, MEMORY, to + 5 * BYTES, ORDER));
      a21 = d1.fma(a21, FloatVector.fromMemorySegment(F, MEMORY, to + 9 * BYTES, ORDER));
      FloatVector m1 = FloatVector.fromMemorySegment(F, MEMORY, scales + 5 * BYTES, ORDER);
      a01 = m1.fma(s0, a01);
      a11 = m1.fma(s1, a11);
      a21 = m1.fma(s2, a21);
      a01.intoMemorySegment(MEMORY, to + 1 * BYTES, ORDER);
      a11.intoMemorySegment(MEMORY, to + 5 * BYTES, ORDER);
      a21.intoMemorySegment(MEMORY, to + 9 * BYTES, ORDER);
      FloatVector d2 = FloatVector.fromMemorySegment(F, MEMORY, scales + 2 * BYTES, ORDER);
      a02 = d2.fma(a02, FloatVector.fromMemorySegment(F, MEMORY, to + 2 * BYTES, ORDER));
      a12 = d2.fma(a12, FloatVector.fromMemorySegment(F, MEMORY, to + 6 * BYTES, ORDER));
      a22 = d2.fma(a22, FloatVector.fromMemorySegment(F, MEMORY, to + 10 * BYTES, ORDER));
      FloatVector m2 = FloatVector.fromMemorySegment(F, MEMORY, scales + 6 * BYTES, ORDER);
      a02 = m2.fma(s0, a02);
      a12 = m2.fma(s1, a12);
      a22 = m2.fma(s2, a22);
      a02.intoMemorySegment(MEMORY, to + 2 * BYTES, ORDER);
      a12.intoMemorySegment(MEMORY, to + 6 * BYTES, ORDER);
      a22.intoMemorySegment(MEMORY, to + 10 * BYTES, ORDER);
      FloatVector d3 = FloatVector.fromMemorySegment(F, MEMORY, scales + 3 * BYTES, ORDER);
      a03 = d3.fma(a03, FloatVector.fromMemorySegment(F, MEMORY, to + 3 * BYTES, ORDER));
      a13 = d3.fma(a13, FloatVector.fromMemorySegment(F, MEMORY, to + 7 * BYTES, ORDER));
      a23 = d3.fma(a23, FloatVector.fromMemorySegment(F, MEMORY, to + 11 * BYTES, ORDER));
      FloatVector m3 = FloatVector.fromMemorySegment(F, MEMORY, scales + 7 * BYTES, ORDER);
      a03 = m3.fma(s0, a03);
      a13 = m3.fma(s1, a13);
      a23 = m3.fma(s2, a23);
      a03.intoMemorySegment(MEMORY, to + 3 * BYTES, ORDER);
      a13.intoMemorySegment(MEMORY, to + 7 * BYTES, ORDER);
      a23.intoMemorySegment(MEMORY, to + 11 * BYTES, ORDER);
    }
  }

  private static void two(long tile, int count, long x, long scales, long totals) {
    FloatVector a00 = FloatVector.zero(F);
    FloatVector a01 = FloatVector.zero(F);
    FloatVector a02 = FloatVector.zero(F);
    FloatVector a03 = FloatVector.zero(F);
    FloatVector a10 = FloatVector.zero(F);
    FloatVector a11 = FloatVector.zero(F);
    FloatVector a12 = FloatVector.zero(F);
    FloatVector a13 = FloatVector.zero(F);
    long w = tile;
    long xk = x;
    for (int k = 0; k < count; k++) {
      w = at(w);
      xk = at(xk);
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
    FloatVector d0 = FloatVector.fromMemorySegment(F, MEMORY, scales, ORDER);
    a00 = d0.fma(a00, FloatVector.fromMemorySegment(F, MEMORY, totals, ORDER));
    a10 = d0.fma(a10, FloatVector.fromMemorySegment(F, MEMORY, totals + 4 * BYTES, ORDER));
    a00.intoMemorySegment(MEMORY, totals, ORDER);
    a10.intoMemorySegment(MEMORY, totals + 4 * BYTES, ORDER);
    FloatVector d1 = FloatVector.fromMemorySegment(F, MEMORY, scales + 1 * BYTES, ORDER);
    a01 = d1.fma(a01, FloatVector.fromMemorySegment(F, MEMORY, totals + 1 * BYTES, ORDER));
    a11 = d1.fma(a11, FloatVector.fromMemorySegment(F, MEMORY, totals + 5 * BYTES, ORDER));
    a01.intoMemorySegment(MEMORY, totals + 1 * BYTES, ORDER);
    a11.intoMemorySegment(MEMORY, totals + 5 * BYTES, ORDER);
    FloatVector d2 = FloatVector.fromMemorySegment(F, MEMORY, scales + 2 * BYTES, ORDER);
    a02 = d2.fma(a02, FloatVector.fromMemorySegment(F, MEMORY, totals + 2 * BYTES, ORDER));
    a12 = d2.fma(a12, FloatVector.fromMemorySegment(F, MEMORY, totals + 6 * BYTES, ORDER));
    a02.intoMemorySegment(MEMORY, totals + 2 * BYTES, ORDER);
    a12.intoMemorySegment(MEMORY, totals + 6 * BYTES, ORDER);
    FloatVector d3 = FloatVector.fromMemorySegment(F, MEMORY, scales + 3 * BYTES, ORDER);
    a03 = d3.fma(a03, FloatVector.fromMemorySegment(F, MEMORY, totals + 3 * BYTES, ORDER));
    a13 = d3.fma(a13, FloatVector.fromMemorySegment(F, MEMORY, totals + 7 * BYTES, ORDER));
    a03.intoMemorySegment(MEMORY, totals + 3 * BYTES, ORDER);
    a13.intoMemorySegment(MEMORY, totals + 7 * BYTES, ORDER);
  }

  private static void twoOffset(
      long tile, int count, long x, long scales, long inputSums, long totals) {
    FloatVector a00 = FloatVector.zero(F);
    FloatVector a01 = FloatVector.zero(F);
    FloatVector a02 = FloatVector.zero(F);
    FloatVector a03 = FloatVector.zero(F);
    FloatVector a10 = FloatVector.zero(F);
    FloatVector a11 = FloatVector.zero(F);
    FloatVector a12 = FloatVector.zero(F);
    FloatVector a13 = FloatVector.zero(F);
    FloatVector s0 = FloatVector.broadcast(F, MEMORY.get(FLOAT, inputSums));
    FloatVector s1 = FloatVector.broadcast(F, MEMORY.get(FLOAT, inputSums + 1 * 4));
    long w = tile;
    long xk = x;
    for (int k = 0; k < count; k++) {
      w = at(w);
      xk = at(xk);
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
    FloatVector d0 = FloatVector.fromMemorySegment(F, MEMORY, scales, ORDER);
    a00 = d0.fma(a00, FloatVector.fromMemorySegment(F, MEMORY, totals, ORDER));
    a10 = d0.fma(a10, FloatVector.fromMemorySegment(F, MEMORY, totals + 4 * BYTES, ORDER));
    FloatVector m0 = FloatVector.fromMemorySegment(F, MEMORY, scales + 4 * BYTES, ORDER);
    a00 = m0.fma(s0, a00);
    a10 = m0.fma(s1, a10);
    a00.intoMemorySegment(MEMORY, totals, ORDER);
    a10.intoMemorySegment(MEMORY, totals + 4 * BYTES, ORDER);
    FloatVector d1 = FloatVector.fromMemorySegment(F, MEMORY, scales + 1 * BYTES, ORDER);
    a01 = d1.fma(a01, FloatVector.fromMemorySegment(F, MEMORY, totals + 1 * BYTES, ORDER));
    a11 = d1.fma(a11, FloatVector.fromMemorySegment(F, MEMORY, totals + 5 * BYTES, ORDER));
    FloatVector m1 = FloatVector.fromMemorySegment(F, MEMORY, scales + 5 * BYTES, ORDER);
    a01 = m1.fma(s0, a01);
    a11 = m1.fma(s1, a11);
    a01.intoMemorySegment(MEMORY, totals + 1 * BYTES, ORDER);
    a11.intoMemorySegment(MEMORY, totals + 5 * BYTES, ORDER);
    FloatVector d2 = FloatVector.fromMemorySegment(F, MEMORY, scales + 2 * BYTES, ORDER);
    a02 = d2.fma(a02, FloatVector.fromMemorySegment(F, MEMORY, totals + 2 * BYTES, ORDER));
    a12 = d2.fma(a12, FloatVector.fromMemorySegment(F, MEMORY, totals + 6 * BYTES, ORDER));
    FloatVector m2 = FloatVector.fromMemorySegment(F, MEMORY, scales + 6 * BYTES, ORDER);
    a02 = m2.fma(s0, a02);
    a12 = m2.fma(s1, a12);
    a02.intoMemorySegment(MEMORY, totals + 2 * BYTES, ORDER);
    a12.intoMemorySegment(MEMORY, totals + 6 * BYTES, ORDER);
    FloatVector d3 = FloatVector.fromMemorySegment(F, MEMORY, scales + 3 * BYTES, ORDER);
    a03 = d3.fma(a03, FloatVector.fromMemorySegment(F, MEMORY, totals + 3 * BYTES, ORDER));
    a13 = d3.fma(a13, FloatVector.fromMemorySegment(F, MEMORY, totals + 7 * BYTES, ORDER));
    FloatVector m3 = FloatVector.fromMemorySegment(F, MEMORY, scales + 7 * BYTES, ORDER);
    a03 = m3.fma(s0, a03);
    a13 = m3.fma(s1, a13);
    a03.intoMemorySegment(MEMORY, totals + 3 * BYTES, ORDER);
    a13.intoMemorySegment(MEMORY, totals + 7 * BYTES, ORDER);
  }
}
