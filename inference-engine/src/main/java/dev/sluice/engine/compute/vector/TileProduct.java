package dev.sluice.engine.compute.vector;

import static dev.sluice.engine.compute.vector.Lanes.BYTES;
import static dev.sluice.engine.compute.vector.Lanes.broadcast;
import static dev.sluice.engine.compute.vector.Lanes.load;
import static dev.sluice.engine.compute.vector.Lanes.store;
import static dev.sluice.engine.compute.vector.Lanes.zero;

import jdk.incubator.vector.FloatVector;

/**
 * An unpacked tile {@code [count, P]} times several tokens, added to their totals {@code c [tokens,
 * P]}: the inner loop of prefill and of batched decode. Arithmetic and order are those of {@link
 * PanelProduct}, so a token's bits do not depend on which of the two ran.
 *
 * <p>With 512-bit vectors six tokens take 24 sums, four weights and one broadcast: 29 of the 32
 * registers, 24 multiply-adds for 10 loads. Narrower machines have 16 registers, where two tokens
 * fit. The loops are written out because sums in an array would live in memory.
 *
 * <p>The tokens' inputs lie {@link PackedInput#TOKEN_BYTES} apart, their totals {@code P} floats
 * apart, their group sums 4 bytes apart.
 */
final class TileProduct {
  private static final int TOKEN_BYTES = PackedInput.TOKEN_BYTES;

  /** Tokens of the wide kernel. */
  private static final int WIDE = 6;

  private static final boolean WIDE_FITS = Lanes.COUNT >= 16;

  private TileProduct() {}

  /**
   * @param tokens how many; an odd last one is done by the pair kernel together with its
   *     neighbour's slot, which must exist
   * @param scales address of the group's {@code P} scales (offsets follow when {@code offsets}), 0
   *     for the float forms
   */
  static void multiply(
      long tile, int count, long x, long c, int tokens, long scales, boolean offsets, long sums) {
    int t = 0;
    if (WIDE_FITS) {
      for (; t + WIDE <= tokens; t += WIDE) {
        six(
            tile,
            count,
            x + (long) t * TOKEN_BYTES,
            c + t * 4L * BYTES,
            scales,
            offsets,
            sums + t * 4L);
      }
    }
    for (; t < tokens; t += 2) {
      two(
          tile,
          count,
          x + (long) t * TOKEN_BYTES,
          c + t * 4L * BYTES,
          scales,
          offsets,
          sums + t * 4L);
    }
  }

  private static void six(
      long tile, int count, long x, long c, long scales, boolean offsets, long sums) {
    FloatVector a00 = zero();
    FloatVector a01 = zero();
    FloatVector a02 = zero();
    FloatVector a03 = zero();
    FloatVector a10 = zero();
    FloatVector a11 = zero();
    FloatVector a12 = zero();
    FloatVector a13 = zero();
    FloatVector a20 = zero();
    FloatVector a21 = zero();
    FloatVector a22 = zero();
    FloatVector a23 = zero();
    FloatVector a30 = zero();
    FloatVector a31 = zero();
    FloatVector a32 = zero();
    FloatVector a33 = zero();
    FloatVector a40 = zero();
    FloatVector a41 = zero();
    FloatVector a42 = zero();
    FloatVector a43 = zero();
    FloatVector a50 = zero();
    FloatVector a51 = zero();
    FloatVector a52 = zero();
    FloatVector a53 = zero();
    if (scales == 0) {
      a00 = load(c);
      a01 = load(c + 1 * BYTES);
      a02 = load(c + 2 * BYTES);
      a03 = load(c + 3 * BYTES);
      a10 = load(c + 4 * BYTES);
      a11 = load(c + 5 * BYTES);
      a12 = load(c + 6 * BYTES);
      a13 = load(c + 7 * BYTES);
      a20 = load(c + 8 * BYTES);
      a21 = load(c + 9 * BYTES);
      a22 = load(c + 10 * BYTES);
      a23 = load(c + 11 * BYTES);
      a30 = load(c + 12 * BYTES);
      a31 = load(c + 13 * BYTES);
      a32 = load(c + 14 * BYTES);
      a33 = load(c + 15 * BYTES);
      a40 = load(c + 16 * BYTES);
      a41 = load(c + 17 * BYTES);
      a42 = load(c + 18 * BYTES);
      a43 = load(c + 19 * BYTES);
      a50 = load(c + 20 * BYTES);
      a51 = load(c + 21 * BYTES);
      a52 = load(c + 22 * BYTES);
      a53 = load(c + 23 * BYTES);
    }
    long w = tile;
    for (int k = 0; k < count; k++) {
      FloatVector w0 = load(w);
      FloatVector w1 = load(w + 1 * BYTES);
      FloatVector w2 = load(w + 2 * BYTES);
      FloatVector w3 = load(w + 3 * BYTES);
      w += 4 * BYTES;
      long xk = x + k * 4L;
      FloatVector x0 = broadcast(xk);
      a00 = w0.fma(x0, a00);
      a01 = w1.fma(x0, a01);
      a02 = w2.fma(x0, a02);
      a03 = w3.fma(x0, a03);
      FloatVector x1 = broadcast(xk + 1 * TOKEN_BYTES);
      a10 = w0.fma(x1, a10);
      a11 = w1.fma(x1, a11);
      a12 = w2.fma(x1, a12);
      a13 = w3.fma(x1, a13);
      FloatVector x2 = broadcast(xk + 2 * TOKEN_BYTES);
      a20 = w0.fma(x2, a20);
      a21 = w1.fma(x2, a21);
      a22 = w2.fma(x2, a22);
      a23 = w3.fma(x2, a23);
      FloatVector x3 = broadcast(xk + 3 * TOKEN_BYTES);
      a30 = w0.fma(x3, a30);
      a31 = w1.fma(x3, a31);
      a32 = w2.fma(x3, a32);
      a33 = w3.fma(x3, a33);
      FloatVector x4 = broadcast(xk + 4 * TOKEN_BYTES);
      a40 = w0.fma(x4, a40);
      a41 = w1.fma(x4, a41);
      a42 = w2.fma(x4, a42);
      a43 = w3.fma(x4, a43);
      FloatVector x5 = broadcast(xk + 5 * TOKEN_BYTES);
      a50 = w0.fma(x5, a50);
      a51 = w1.fma(x5, a51);
      a52 = w2.fma(x5, a52);
      a53 = w3.fma(x5, a53);
    }
    if (scales != 0) {
      FloatVector d0 = load(scales);
      FloatVector d1 = load(scales + BYTES);
      FloatVector d2 = load(scales + 2 * BYTES);
      FloatVector d3 = load(scales + 3 * BYTES);
      a00 = d0.fma(a00, load(c));
      a01 = d1.fma(a01, load(c + 1 * BYTES));
      a02 = d2.fma(a02, load(c + 2 * BYTES));
      a03 = d3.fma(a03, load(c + 3 * BYTES));
      a10 = d0.fma(a10, load(c + 4 * BYTES));
      a11 = d1.fma(a11, load(c + 5 * BYTES));
      a12 = d2.fma(a12, load(c + 6 * BYTES));
      a13 = d3.fma(a13, load(c + 7 * BYTES));
      a20 = d0.fma(a20, load(c + 8 * BYTES));
      a21 = d1.fma(a21, load(c + 9 * BYTES));
      a22 = d2.fma(a22, load(c + 10 * BYTES));
      a23 = d3.fma(a23, load(c + 11 * BYTES));
      a30 = d0.fma(a30, load(c + 12 * BYTES));
      a31 = d1.fma(a31, load(c + 13 * BYTES));
      a32 = d2.fma(a32, load(c + 14 * BYTES));
      a33 = d3.fma(a33, load(c + 15 * BYTES));
      a40 = d0.fma(a40, load(c + 16 * BYTES));
      a41 = d1.fma(a41, load(c + 17 * BYTES));
      a42 = d2.fma(a42, load(c + 18 * BYTES));
      a43 = d3.fma(a43, load(c + 19 * BYTES));
      a50 = d0.fma(a50, load(c + 20 * BYTES));
      a51 = d1.fma(a51, load(c + 21 * BYTES));
      a52 = d2.fma(a52, load(c + 22 * BYTES));
      a53 = d3.fma(a53, load(c + 23 * BYTES));
    }
    if (offsets) {
      FloatVector m0 = load(scales + 4 * BYTES);
      FloatVector m1 = load(scales + 5 * BYTES);
      FloatVector m2 = load(scales + 6 * BYTES);
      FloatVector m3 = load(scales + 7 * BYTES);
      FloatVector s0 = broadcast(sums);
      a00 = m0.fma(s0, a00);
      a01 = m1.fma(s0, a01);
      a02 = m2.fma(s0, a02);
      a03 = m3.fma(s0, a03);
      FloatVector s1 = broadcast(sums + 4);
      a10 = m0.fma(s1, a10);
      a11 = m1.fma(s1, a11);
      a12 = m2.fma(s1, a12);
      a13 = m3.fma(s1, a13);
      FloatVector s2 = broadcast(sums + 8);
      a20 = m0.fma(s2, a20);
      a21 = m1.fma(s2, a21);
      a22 = m2.fma(s2, a22);
      a23 = m3.fma(s2, a23);
      FloatVector s3 = broadcast(sums + 12);
      a30 = m0.fma(s3, a30);
      a31 = m1.fma(s3, a31);
      a32 = m2.fma(s3, a32);
      a33 = m3.fma(s3, a33);
      FloatVector s4 = broadcast(sums + 16);
      a40 = m0.fma(s4, a40);
      a41 = m1.fma(s4, a41);
      a42 = m2.fma(s4, a42);
      a43 = m3.fma(s4, a43);
      FloatVector s5 = broadcast(sums + 20);
      a50 = m0.fma(s5, a50);
      a51 = m1.fma(s5, a51);
      a52 = m2.fma(s5, a52);
      a53 = m3.fma(s5, a53);
    }
    store(a00, c);
    store(a01, c + 1 * BYTES);
    store(a02, c + 2 * BYTES);
    store(a03, c + 3 * BYTES);
    store(a10, c + 4 * BYTES);
    store(a11, c + 5 * BYTES);
    store(a12, c + 6 * BYTES);
    store(a13, c + 7 * BYTES);
    store(a20, c + 8 * BYTES);
    store(a21, c + 9 * BYTES);
    store(a22, c + 10 * BYTES);
    store(a23, c + 11 * BYTES);
    store(a30, c + 12 * BYTES);
    store(a31, c + 13 * BYTES);
    store(a32, c + 14 * BYTES);
    store(a33, c + 15 * BYTES);
    store(a40, c + 16 * BYTES);
    store(a41, c + 17 * BYTES);
    store(a42, c + 18 * BYTES);
    store(a43, c + 19 * BYTES);
    store(a50, c + 20 * BYTES);
    store(a51, c + 21 * BYTES);
    store(a52, c + 22 * BYTES);
    store(a53, c + 23 * BYTES);
  }

  private static void two(
      long tile, int count, long x, long c, long scales, boolean offsets, long sums) {
    FloatVector a00 = zero();
    FloatVector a01 = zero();
    FloatVector a02 = zero();
    FloatVector a03 = zero();
    FloatVector a10 = zero();
    FloatVector a11 = zero();
    FloatVector a12 = zero();
    FloatVector a13 = zero();
    if (scales == 0) {
      a00 = load(c);
      a01 = load(c + 1 * BYTES);
      a02 = load(c + 2 * BYTES);
      a03 = load(c + 3 * BYTES);
      a10 = load(c + 4 * BYTES);
      a11 = load(c + 5 * BYTES);
      a12 = load(c + 6 * BYTES);
      a13 = load(c + 7 * BYTES);
    }
    long w = tile;
    for (int k = 0; k < count; k++) {
      FloatVector w0 = load(w);
      FloatVector w1 = load(w + 1 * BYTES);
      FloatVector w2 = load(w + 2 * BYTES);
      FloatVector w3 = load(w + 3 * BYTES);
      w += 4 * BYTES;
      long xk = x + k * 4L;
      FloatVector x0 = broadcast(xk);
      a00 = w0.fma(x0, a00);
      a01 = w1.fma(x0, a01);
      a02 = w2.fma(x0, a02);
      a03 = w3.fma(x0, a03);
      FloatVector x1 = broadcast(xk + 1 * TOKEN_BYTES);
      a10 = w0.fma(x1, a10);
      a11 = w1.fma(x1, a11);
      a12 = w2.fma(x1, a12);
      a13 = w3.fma(x1, a13);
    }
    if (scales != 0) {
      FloatVector d0 = load(scales);
      FloatVector d1 = load(scales + BYTES);
      FloatVector d2 = load(scales + 2 * BYTES);
      FloatVector d3 = load(scales + 3 * BYTES);
      a00 = d0.fma(a00, load(c));
      a01 = d1.fma(a01, load(c + 1 * BYTES));
      a02 = d2.fma(a02, load(c + 2 * BYTES));
      a03 = d3.fma(a03, load(c + 3 * BYTES));
      a10 = d0.fma(a10, load(c + 4 * BYTES));
      a11 = d1.fma(a11, load(c + 5 * BYTES));
      a12 = d2.fma(a12, load(c + 6 * BYTES));
      a13 = d3.fma(a13, load(c + 7 * BYTES));
    }
    if (offsets) {
      FloatVector m0 = load(scales + 4 * BYTES);
      FloatVector m1 = load(scales + 5 * BYTES);
      FloatVector m2 = load(scales + 6 * BYTES);
      FloatVector m3 = load(scales + 7 * BYTES);
      FloatVector s0 = broadcast(sums);
      a00 = m0.fma(s0, a00);
      a01 = m1.fma(s0, a01);
      a02 = m2.fma(s0, a02);
      a03 = m3.fma(s0, a03);
      FloatVector s1 = broadcast(sums + 4);
      a10 = m0.fma(s1, a10);
      a11 = m1.fma(s1, a11);
      a12 = m2.fma(s1, a12);
      a13 = m3.fma(s1, a13);
    }
    store(a00, c);
    store(a01, c + 1 * BYTES);
    store(a02, c + 2 * BYTES);
    store(a03, c + 3 * BYTES);
    store(a10, c + 4 * BYTES);
    store(a11, c + 5 * BYTES);
    store(a12, c + 6 * BYTES);
    store(a13, c + 7 * BYTES);
  }
}
