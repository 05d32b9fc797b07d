package dev.sluice.engine.compute.vector;

import static dev.sluice.engine.compute.vector.Lanes.BYTES;
import static dev.sluice.engine.compute.vector.Lanes.at;
import static dev.sluice.engine.compute.vector.Lanes.broadcast;
import static dev.sluice.engine.compute.vector.Lanes.load;
import static dev.sluice.engine.compute.vector.Lanes.loadInts;
import static dev.sluice.engine.compute.vector.Lanes.nibble;
import static dev.sluice.engine.compute.vector.Lanes.signedByte;
import static dev.sluice.engine.compute.vector.Lanes.signedNibble;
import static dev.sluice.engine.compute.vector.Lanes.store;
import static dev.sluice.engine.compute.vector.Lanes.upperHalf;
import static dev.sluice.engine.compute.vector.Lanes.zero;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * One panel of a weight times one token: the decode kernel. It reads codes straight from the panel.
 *
 * <p>Order of arithmetic, shared with {@link TileProduct}: scaled forms sum {@code code * x} over a
 * group from zero in ascending column order with fused multiply-adds, then add {@code scale * sum}
 * and, where there is one, {@code offset * (sum of x over the group)} to the row's total; the float
 * forms add {@code w * x} to the total in ascending column order.
 *
 * <p>{@code x} is the token's packed input (contiguous, see {@link PackedInput}); the kernels add
 * to {@code out}, {@code P} floats.
 *
 * <p>The hardware fetches what comes next while this computes. It tells streams apart by the
 * instruction that loads, so the loops that read codes must be one copy: they count in strides that
 * the compiler does not take for a counted loop, which it would split in three and unroll, each
 * copy with loads of its own. Nor may there be many loads beside those of the codes: where the loop
 * over a word's columns is written out, each with its own load of {@code x}, bytes come at half the
 * speed. So it loops too, except in groups of sixteen, which end before that matters.
 */
final class PanelProduct {
  private static final IntVector UPPER = IntVector.broadcast(Lanes.I, 0xFFFF0000);

  private static final MethodHandles.Lookup HERE = MethodHandles.lookup();
  private static final Outlined FLOATS = Outlined.of(HERE, "floats");
  private static final Outlined HALVES = Outlined.of(HERE, "halves");
  private static final Outlined BRAINS = Outlined.of(HERE, "brains");
  private static final Outlined NIBBLES = Outlined.of(HERE, "nibbles");
  private static final Outlined SIGNED_NIBBLES = Outlined.of(HERE, "signedNibbles");
  private static final Outlined BYTES_OF_16 = Outlined.of(HERE, "bytesOf16");
  private static final Outlined BYTES_OF_32 = Outlined.of(HERE, "bytesOf32");

  private PanelProduct() {}

  /** The kernel of a form: codes, bytes per record, groups (or columns), x, unused, output. */
  static Outlined kernel(PackedWeight weight) {
    return switch (weight.form()) {
      case FLOAT -> FLOATS;
      case HALF -> HALVES;
      case BRAIN -> BRAINS;
      case NIBBLE -> weight.hasOffsets() ? NIBBLES : SIGNED_NIBBLES;
      case BYTE -> weight.group() == 16 ? BYTES_OF_16 : BYTES_OF_32;
    };
  }

  /**
   * @param own whose {@link Scratch#totals} take the result
   */
  static void multiply(PackedWeight weight, int panel, long x, long inputSums, Scratch own) {
    long totals = own.totals(1);
    Lanes.clear(totals, 4L * BYTES);
    int group = weight.group();
    int step = PackedWeight.STREAMED_COLUMNS;
    for (int k = 0; k < weight.columns(); k += step) {
      int columns = Math.min(step, weight.columns() - k);
      long codes = weight.codes(panel, k);
      long xk = x + k * 4L;
      if (group == 0) {
        weight.product().run(codes, 0, columns, xk, 0, totals);
      } else {
        int record = weight.recordBytes();
        int groups = columns / group;
        long sums = own.groupSums();
        weight.product().run(codes, record, groups, xk, 0, sums);
        long factors = codes + weight.groupCodeBytes();
        long inputs = inputSums + k / group * 4L;
        weight.groupTotals().run(factors, record, groups, sums, inputs, totals);
      }
    }
  }

  @SuppressWarnings("unused")
  private static void nibbles(
      long panel, int recordBytes, int groups, long x, long unused, long sums) {
    long xs = x;
    long to = sums;
    long end = panel + (long) groups * recordBytes;
    for (long record = panel; record != end; record += recordBytes) {
      long codes = record;
      FloatVector a0 = zero();
      FloatVector a1 = zero();
      FloatVector a2 = zero();
      FloatVector a3 = zero();
      long behind = codes + 16 * BYTES;
      while (codes != behind) {
        long w = at(codes);
        IntVector w0 = loadInts(w);
        IntVector w1 = loadInts(w + BYTES);
        IntVector w2 = loadInts(w + 2 * BYTES);
        IntVector w3 = loadInts(w + 3 * BYTES);
        codes += 4 * BYTES;
        for (int shift = 0; shift != 32; shift += 4) {
          FloatVector xv = broadcast(at(xs));
          a0 = nibble(w0.lanewise(LSHR, shift)).fma(xv, a0);
          a1 = nibble(w1.lanewise(LSHR, shift)).fma(xv, a1);
          a2 = nibble(w2.lanewise(LSHR, shift)).fma(xv, a2);
          a3 = nibble(w3.lanewise(LSHR, shift)).fma(xv, a3);
          xs += 4;
        }
      }
      long sum = at(to);
      store(a0, sum);
      store(a1, sum + BYTES);
      store(a2, sum + 2 * BYTES);
      store(a3, sum + 3 * BYTES);
      to += 4 * BYTES;
    }
  }

  @SuppressWarnings("unused")
  private static void signedNibbles(
      long panel, int recordBytes, int groups, long x, long unused, long sums) {
    long xs = x;
    long to = sums;
    long end = panel + (long) groups * recordBytes;
    for (long record = panel; record != end; record += recordBytes) {
      long codes = record;
      FloatVector a0 = zero();
      FloatVector a1 = zero();
      FloatVector a2 = zero();
      FloatVector a3 = zero();
      long behind = codes + 16 * BYTES;
      while (codes != behind) {
        long w = at(codes);
        IntVector w0 = loadInts(w);
        IntVector w1 = loadInts(w + BYTES);
        IntVector w2 = loadInts(w + 2 * BYTES);
        IntVector w3 = loadInts(w + 3 * BYTES);
        codes += 4 * BYTES;
        for (int shift = 28; shift != -4; shift -= 4) {
          FloatVector xv = broadcast(at(xs));
          a0 = signedNibble(w0.lanewise(LSHL, shift)).fma(xv, a0);
          a1 = signedNibble(w1.lanewise(LSHL, shift)).fma(xv, a1);
          a2 = signedNibble(w2.lanewise(LSHL, shift)).fma(xv, a2);
          a3 = signedNibble(w3.lanewise(LSHL, shift)).fma(xv, a3);
          xs += 4;
        }
      }
      long sum = at(to);
      store(a0, sum);
      store(a1, sum + BYTES);
      store(a2, sum + 2 * BYTES);
      store(a3, sum + 3 * BYTES);
      to += 4 * BYTES;
    }
  }

  @SuppressWarnings("unused")
  private static void bytesOf16(
      long panel, int recordBytes, int groups, long x, long unused, long sums) {
    long xs = x;
    long to = sums;
    long end = panel + (long) groups * recordBytes;
    for (long record = panel; record != end; record += recordBytes) {
      long codes = record;
      FloatVector a0 = zero();
      FloatVector a1 = zero();
      FloatVector a2 = zero();
      FloatVector a3 = zero();
      long behind = codes + 16 * BYTES;
      while (codes != behind) {
        long w = at(codes);
        IntVector w0 = loadInts(w);
        IntVector w1 = loadInts(w + BYTES);
        IntVector w2 = loadInts(w + 2 * BYTES);
        IntVector w3 = loadInts(w + 3 * BYTES);
        codes += 4 * BYTES;
        long xk = at(xs);
        for (int i = 0; i < 4; i++) {
          FloatVector xv = broadcast(xk + i * 4L);
          int shift = 24 - 8 * i;
          a0 = signedByte(w0, shift).fma(xv, a0);
          a1 = signedByte(w1, shift).fma(xv, a1);
          a2 = signedByte(w2, shift).fma(xv, a2);
          a3 = signedByte(w3, shift).fma(xv, a3);
        }
        xs += 16;
      }
      long sum = at(to);
      store(a0, sum);
      store(a1, sum + BYTES);
      store(a2, sum + 2 * BYTES);
      store(a3, sum + 3 * BYTES);
      to += 4 * BYTES;
    }
  }

  @SuppressWarnings("unused")
  private static void bytesOf32(
      long panel, int recordBytes, int groups, long x, long unused, long sums) {
    long xs = x;
    long to = sums;
    long end = panel + (long) groups * recordBytes;
    for (long record = panel; record != end; record += recordBytes) {
      long codes = record;
      FloatVector a0 = zero();
      FloatVector a1 = zero();
      FloatVector a2 = zero();
      FloatVector a3 = zero();
      long behind = codes + 32 * BYTES;
      while (codes != behind) {
        long w = at(codes);
        IntVector w0 = loadInts(w);
        IntVector w1 = loadInts(w + BYTES);
        IntVector w2 = loadInts(w + 2 * BYTES);
        IntVector w3 = loadInts(w + 3 * BYTES);
        codes += 4 * BYTES;
        for (int shift = 24; shift != -8; shift -= 8) {
          FloatVector xv = broadcast(at(xs));
          a0 = signedByte(w0, shift).fma(xv, a0);
          a1 = signedByte(w1, shift).fma(xv, a1);
          a2 = signedByte(w2, shift).fma(xv, a2);
          a3 = signedByte(w3, shift).fma(xv, a3);
          xs += 4;
        }
      }
      long sum = at(to);
      store(a0, sum);
      store(a1, sum + BYTES);
      store(a2, sum + 2 * BYTES);
      store(a3, sum + 3 * BYTES);
      to += 4 * BYTES;
    }
  }

  @SuppressWarnings("unused")
  private static void floats(
      long panel, int unusedStep, int columns, long x, long unused, long out) {
    FloatVector c0 = load(out);
    FloatVector c1 = load(out + BYTES);
    FloatVector c2 = load(out + 2 * BYTES);
    FloatVector c3 = load(out + 3 * BYTES);
    long xs = x;
    long end = panel + columns * 4L * BYTES;
    for (long column = panel; column != end; column += 4 * BYTES) {
      long w = at(column);
      FloatVector xv = broadcast(at(xs));
      c0 = load(w).fma(xv, c0);
      c1 = load(w + BYTES).fma(xv, c1);
      c2 = load(w + 2 * BYTES).fma(xv, c2);
      c3 = load(w + 3 * BYTES).fma(xv, c3);
      xs += 4;
    }
    store(c0, out);
    store(c1, out + BYTES);
    store(c2, out + 2 * BYTES);
    store(c3, out + 3 * BYTES);
  }

  /** An odd last column has a zero partner, and packed inputs are zero beyond their end. */
  @SuppressWarnings("unused")
  private static void halves(
      long panel, int unusedStep, int columns, long x, long unused, long out) {
    FloatVector c0 = load(out);
    FloatVector c1 = load(out + BYTES);
    FloatVector c2 = load(out + 2 * BYTES);
    FloatVector c3 = load(out + 3 * BYTES);
    long xs = x;
    long end = panel + (columns + 1) / 2 * 4L * BYTES;
    for (long pair = panel; pair != end; pair += 4 * BYTES) {
      long w = at(pair);
      IntVector w0 = loadInts(w);
      IntVector w1 = loadInts(w + BYTES);
      IntVector w2 = loadInts(w + 2 * BYTES);
      IntVector w3 = loadInts(w + 3 * BYTES);
      for (int shift = 16; shift != -16; shift -= 16) {
        FloatVector xv = broadcast(at(xs));
        c0 = upperHalf(w0.lanewise(LSHL, shift)).fma(xv, c0);
        c1 = upperHalf(w1.lanewise(LSHL, shift)).fma(xv, c1);
        c2 = upperHalf(w2.lanewise(LSHL, shift)).fma(xv, c2);
        c3 = upperHalf(w3.lanewise(LSHL, shift)).fma(xv, c3);
        xs += 4;
      }
    }
    store(c0, out);
    store(c1, out + BYTES);
    store(c2, out + 2 * BYTES);
    store(c3, out + 3 * BYTES);
  }

  /** As {@link #halves}. */
  @SuppressWarnings("unused")
  private static void brains(
      long panel, int unusedStep, int columns, long x, long unused, long out) {
    FloatVector c0 = load(out);
    FloatVector c1 = load(out + BYTES);
    FloatVector c2 = load(out + 2 * BYTES);
    FloatVector c3 = load(out + 3 * BYTES);
    long xs = x;
    long end = panel + (columns + 1) / 2 * 4L * BYTES;
    for (long pair = panel; pair != end; pair += 4 * BYTES) {
      long w = at(pair);
      IntVector w0 = loadInts(w);
      IntVector w1 = loadInts(w + BYTES);
      IntVector w2 = loadInts(w + 2 * BYTES);
      IntVector w3 = loadInts(w + 3 * BYTES);
      for (int shift = 16; shift != -16; shift -= 16) {
        FloatVector xv = broadcast(at(xs));
        c0 = upper(w0.lanewise(LSHL, shift)).fma(xv, c0);
        c1 = upper(w1.lanewise(LSHL, shift)).fma(xv, c1);
        c2 = upper(w2.lanewise(LSHL, shift)).fma(xv, c2);
        c3 = upper(w3.lanewise(LSHL, shift)).fma(xv, c3);
        xs += 4;
      }
    }
    store(c0, out);
    store(c1, out + BYTES);
    store(c2, out + 2 * BYTES);
    store(c3, out + 3 * BYTES);
  }

  /** The lower half of each lane, moved up. */
  static IntVector low(IntVector bits) {
    return bits.lanewise(LSHL, 16);
  }

  /** The upper half of each lane as bfloat16. */
  static FloatVector upper(IntVector bits) {
    return bits.and(UPPER).reinterpretAsFloats();
  }
}
