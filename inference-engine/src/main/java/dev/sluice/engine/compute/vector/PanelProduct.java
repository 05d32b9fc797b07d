package dev.sluice.engine.compute.vector;

import static dev.sluice.engine.compute.vector.Lanes.BYTES;
import static dev.sluice.engine.compute.vector.Lanes.broadcast;
import static dev.sluice.engine.compute.vector.Lanes.load;
import static dev.sluice.engine.compute.vector.Lanes.loadInts;
import static dev.sluice.engine.compute.vector.Lanes.nibble;
import static dev.sluice.engine.compute.vector.Lanes.signedByte;
import static dev.sluice.engine.compute.vector.Lanes.store;
import static dev.sluice.engine.compute.vector.Lanes.upperHalf;
import static dev.sluice.engine.compute.vector.Lanes.zero;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * One panel of a weight times one token: the decode kernel. It reads codes straight from the panel.
 *
 * <p>Order of arithmetic, shared with {@link TileProduct}: scaled forms sum {@code code * x} over a
 * group from zero in ascending column order with fused multiply-adds, then add {@code scale * sum}
 * and, where there is one, {@code offset * (sum of x over the group)} to the row's total; the float
 * forms add {@code w * x} to the total in ascending column order.
 *
 * <p>{@code x} is the token's packed input (contiguous, see {@link PackedInput}); the kernels add
 * to {@code out}, {@code P} floats. A panel is done in segments that stay in the first-level cache
 * and are fetched at once ({@link Scratch#touch}): the arithmetic between two loads is long, so few
 * of them would be under way at a time and a core would wait for memory most of it.
 */
final class PanelProduct {
  private static final IntVector UPPER = IntVector.broadcast(Lanes.I, 0xFFFF0000);

  private PanelProduct() {}

  /**
   * @param own whose {@link Scratch#totals} take the result
   */
  static void multiply(PackedWeight weight, int panel, long x, long sums, Scratch own) {
    long out = own.totals();
    Lanes.clear(out, 4L * BYTES);
    int group = weight.form() == PackedWeight.Form.BYTE ? weight.group() : PackedInput.CHUNK;
    int step = weight.segmentColumns();
    for (int k = 0; k < weight.columns(); k += step) {
      int columns = Math.min(step, weight.columns() - k);
      long codes = weight.codes(panel, k);
      own.touch(codes, weight.codeBytes(columns));
      long xk = x + k * 4L;
      switch (weight.form()) {
        case FLOAT -> floats(codes, columns, xk, out);
        case HALF -> halves(codes, columns, xk, out);
        case BRAIN -> brains(codes, columns, xk, out);
        case NIBBLE, BYTE -> scaled(weight, codes, columns / group, xk, sums + k / group * 4L, own);
      }
    }
  }

  private static void scaled(
      PackedWeight weight, long codes, int groups, long x, long sums, Scratch own) {
    int record = weight.recordBytes();
    long factors = codes + weight.groupCodeBytes();
    int factorStep = record;
    if (weight.factors() != PackedWeight.Factors.FLOATS) {
      FactorUnpacker.unpack(weight, factors, groups, own.factors());
      factors = own.factors();
      factorStep = FactorUnpacker.GROUP_BYTES;
    }
    if (weight.form() == PackedWeight.Form.NIBBLE) {
      nibbles(codes, record, factors, factorStep, groups, x, sums, own.totals());
    } else {
      long groupSums = weight.hasOffsets() ? sums : 0;
      bytes(codes, record, factors, factorStep, groups, weight.group(), x, groupSums, own.totals());
    }
  }

  private static void nibbles(
      long panel,
      int recordBytes,
      long factors,
      int factorBytes,
      int groups,
      long x,
      long sums,
      long out) {
    FloatVector c0 = load(out);
    FloatVector c1 = load(out + BYTES);
    FloatVector c2 = load(out + 2 * BYTES);
    FloatVector c3 = load(out + 3 * BYTES);
    long scales = factors;
    long xs = x;
    for (int g = 0; g < groups; g++) {
      long codes = panel + (long) g * recordBytes;
      FloatVector a0 = zero();
      FloatVector a1 = zero();
      FloatVector a2 = zero();
      FloatVector a3 = zero();
      for (int j = 0; j < 4; j++) {
        IntVector w0 = loadInts(codes);
        IntVector w1 = loadInts(codes + BYTES);
        IntVector w2 = loadInts(codes + 2 * BYTES);
        IntVector w3 = loadInts(codes + 3 * BYTES);
        codes += 4 * BYTES;
        for (int i = 0; i < 8; i++) {
          FloatVector xv = broadcast(xs);
          xs += 4;
          a0 = nibble(w0).fma(xv, a0);
          a1 = nibble(w1).fma(xv, a1);
          a2 = nibble(w2).fma(xv, a2);
          a3 = nibble(w3).fma(xv, a3);
          w0 = w0.lanewise(VectorOperators.LSHR, 4);
          w1 = w1.lanewise(VectorOperators.LSHR, 4);
          w2 = w2.lanewise(VectorOperators.LSHR, 4);
          w3 = w3.lanewise(VectorOperators.LSHR, 4);
        }
      }
      FloatVector sum = broadcast(sums + g * 4L);
      c0 = load(scales + 4 * BYTES).fma(sum, load(scales).fma(a0, c0));
      c1 = load(scales + 5 * BYTES).fma(sum, load(scales + BYTES).fma(a1, c1));
      c2 = load(scales + 6 * BYTES).fma(sum, load(scales + 2 * BYTES).fma(a2, c2));
      c3 = load(scales + 7 * BYTES).fma(sum, load(scales + 3 * BYTES).fma(a3, c3));
      scales += factorBytes;
    }
    storePanel(out, c0, c1, c2, c3);
  }

  /**
   * @param sums of the groups' inputs, 0 for a format without offsets
   */
  private static void bytes(
      long panel,
      int recordBytes,
      long factors,
      int factorBytes,
      int groups,
      int group,
      long x,
      long sums,
      long out) {
    FloatVector c0 = load(out);
    FloatVector c1 = load(out + BYTES);
    FloatVector c2 = load(out + 2 * BYTES);
    FloatVector c3 = load(out + 3 * BYTES);
    long scales = factors;
    long xs = x;
    for (int g = 0; g < groups; g++) {
      long codes = panel + (long) g * recordBytes;
      FloatVector a0 = zero();
      FloatVector a1 = zero();
      FloatVector a2 = zero();
      FloatVector a3 = zero();
      for (int j = 0; j < group; j += 4) {
        IntVector w0 = loadInts(codes);
        IntVector w1 = loadInts(codes + BYTES);
        IntVector w2 = loadInts(codes + 2 * BYTES);
        IntVector w3 = loadInts(codes + 3 * BYTES);
        codes += 4 * BYTES;
        for (int shift = 24; shift >= 0; shift -= 8) {
          FloatVector xv = broadcast(xs);
          xs += 4;
          a0 = signedByte(w0, shift).fma(xv, a0);
          a1 = signedByte(w1, shift).fma(xv, a1);
          a2 = signedByte(w2, shift).fma(xv, a2);
          a3 = signedByte(w3, shift).fma(xv, a3);
        }
      }
      c0 = load(scales).fma(a0, c0);
      c1 = load(scales + BYTES).fma(a1, c1);
      c2 = load(scales + 2 * BYTES).fma(a2, c2);
      c3 = load(scales + 3 * BYTES).fma(a3, c3);
      if (sums != 0) {
        FloatVector sum = broadcast(sums + g * 4L);
        c0 = load(scales + 4 * BYTES).fma(sum, c0);
        c1 = load(scales + 5 * BYTES).fma(sum, c1);
        c2 = load(scales + 6 * BYTES).fma(sum, c2);
        c3 = load(scales + 7 * BYTES).fma(sum, c3);
      }
      scales += factorBytes;
    }
    storePanel(out, c0, c1, c2, c3);
  }

  private static void floats(long panel, int columns, long x, long out) {
    FloatVector c0 = load(out);
    FloatVector c1 = load(out + BYTES);
    FloatVector c2 = load(out + 2 * BYTES);
    FloatVector c3 = load(out + 3 * BYTES);
    long w = panel;
    for (int k = 0; k < columns; k++) {
      FloatVector xv = broadcast(x + k * 4L);
      c0 = load(w).fma(xv, c0);
      c1 = load(w + BYTES).fma(xv, c1);
      c2 = load(w + 2 * BYTES).fma(xv, c2);
      c3 = load(w + 3 * BYTES).fma(xv, c3);
      w += 4 * BYTES;
    }
    storePanel(out, c0, c1, c2, c3);
  }

  private static void halves(long panel, int columns, long x, long out) {
    FloatVector c0 = load(out);
    FloatVector c1 = load(out + BYTES);
    FloatVector c2 = load(out + 2 * BYTES);
    FloatVector c3 = load(out + 3 * BYTES);
    long w = panel;
    for (int k = 0; k < columns; k += 2) {
      IntVector w0 = loadInts(w);
      IntVector w1 = loadInts(w + BYTES);
      IntVector w2 = loadInts(w + 2 * BYTES);
      IntVector w3 = loadInts(w + 3 * BYTES);
      w += 4 * BYTES;
      // The lower halves, then the upper ones; an odd last column has a zero partner, and packed
      // inputs are zero beyond their end. A loop, because written out this passes the compiler's
      // limit for inlining.
      for (int shift = 16; shift >= 0; shift -= 16) {
        FloatVector xv = broadcast(x + k * 4L + (16 - shift) / 4);
        c0 = upperHalf(w0.lanewise(VectorOperators.LSHL, shift)).fma(xv, c0);
        c1 = upperHalf(w1.lanewise(VectorOperators.LSHL, shift)).fma(xv, c1);
        c2 = upperHalf(w2.lanewise(VectorOperators.LSHL, shift)).fma(xv, c2);
        c3 = upperHalf(w3.lanewise(VectorOperators.LSHL, shift)).fma(xv, c3);
      }
    }
    storePanel(out, c0, c1, c2, c3);
  }

  private static void brains(long panel, int columns, long x, long out) {
    FloatVector c0 = load(out);
    FloatVector c1 = load(out + BYTES);
    FloatVector c2 = load(out + 2 * BYTES);
    FloatVector c3 = load(out + 3 * BYTES);
    long w = panel;
    for (int k = 0; k < columns; k += 2) {
      IntVector w0 = loadInts(w);
      IntVector w1 = loadInts(w + BYTES);
      IntVector w2 = loadInts(w + 2 * BYTES);
      IntVector w3 = loadInts(w + 3 * BYTES);
      w += 4 * BYTES;
      FloatVector even = broadcast(x + k * 4L);
      FloatVector odd = broadcast(x + k * 4L + 4);
      c0 = upper(w0).fma(odd, low(w0).reinterpretAsFloats().fma(even, c0));
      c1 = upper(w1).fma(odd, low(w1).reinterpretAsFloats().fma(even, c1));
      c2 = upper(w2).fma(odd, low(w2).reinterpretAsFloats().fma(even, c2));
      c3 = upper(w3).fma(odd, low(w3).reinterpretAsFloats().fma(even, c3));
    }
    storePanel(out, c0, c1, c2, c3);
  }

  /** The lower half of each lane, moved up. */
  static IntVector low(IntVector bits) {
    return bits.lanewise(VectorOperators.LSHL, 16);
  }

  /** The upper half of each lane as bfloat16. */
  static FloatVector upper(IntVector bits) {
    return bits.and(UPPER).reinterpretAsFloats();
  }

  private static void storePanel(
      long out, FloatVector c0, FloatVector c1, FloatVector c2, FloatVector c3) {
    store(c0, out);
    store(c1, out + BYTES);
    store(c2, out + 2 * BYTES);
    store(c3, out + 3 * BYTES);
  }
}
