package dev.sluice.engine.compute.vector;

import static dev.sluice.engine.compute.vector.Lanes.BYTES;
import static dev.sluice.engine.compute.vector.Lanes.COUNT;
import static dev.sluice.engine.compute.vector.Lanes.broadcast;
import static dev.sluice.engine.compute.vector.Lanes.load;
import static dev.sluice.engine.compute.vector.Lanes.store;
import static dev.sluice.engine.compute.vector.Lanes.zero;

import dev.sluice.engine.compute.KvCache;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;

/**
 * Kernels of {@link AttentionJob}. Scores: lanes are 16 positions of a block, so each lane is one
 * dot product summed in component order; the output is summed in position order. Keys and values
 * are found by tables of addresses, one per vector of positions and one per block.
 */
final class AttentionOps {
  private static final int BLOCK = KvCache.BLOCK_TOKENS;

  /** Bytes between neighbouring components of a key block. */
  private static final int COMPONENT_BYTES = BLOCK * Float.BYTES;

  /** 0, 1, 2, ... */
  private static final FloatVector FIRST_POSITIONS = zero().addIndex(1);

  private static final MethodHandles.Lookup HERE = MethodHandles.lookup();
  static final Outlined SCORE = Outlined.of(HERE, "score");
  static final Outlined SCORE_PAIR = Outlined.of(HERE, "scorePair");
  static final Outlined ALIBI = Outlined.of(HERE, "alibi");
  static final Outlined SCALE = Outlined.of(HERE, "scale");
  static final Outlined BEST = Outlined.of(HERE, "best");
  static final Outlined EXPONENTIALS = Outlined.of(HERE, "exponentials");
  static final Outlined SUM = Outlined.of(HERE, "sum");
  static final Outlined WEIGH = Outlined.of(HERE, "weigh");
  static final Outlined WEIGH_PAIR = Outlined.of(HERE, "weighPair");
  static final Outlined WEIGH_REST = Outlined.of(HERE, "weighRest");
  static final Outlined DIVIDE = Outlined.of(HERE, "divide");

  private AttentionOps() {}

  /** {@code q . k} of a multiple of four vectors of positions. */
  @SuppressWarnings("unused")
  private static void score(long keys, int dim, int vectors, long query, long unused, long scores) {
    for (int v = 0; v < vectors; v += 4) {
      long k0 = Lanes.getLong(keys + v * 8L);
      long k1 = Lanes.getLong(keys + v * 8L + 8);
      long k2 = Lanes.getLong(keys + v * 8L + 16);
      long k3 = Lanes.getLong(keys + v * 8L + 24);
      FloatVector s0 = zero();
      FloatVector s1 = zero();
      FloatVector s2 = zero();
      FloatVector s3 = zero();
      for (int d = 0; d < dim; d++) {
        FloatVector component = broadcast(query + d * 4L);
        long at = (long) d * COMPONENT_BYTES;
        s0 = load(k0 + at).fma(component, s0);
        s1 = load(k1 + at).fma(component, s1);
        s2 = load(k2 + at).fma(component, s2);
        s3 = load(k3 + at).fma(component, s3);
      }
      long to = scores + (long) v * BYTES;
      store(s0, to);
      store(s1, to + BYTES);
      store(s2, to + 2 * BYTES);
      store(s3, to + 3 * BYTES);
    }
  }

  /**
   * As {@link #score} for two heads that follow each other; the second one's scores are {@code
   * stride} bytes further. One head's four sums alone would wait for each other.
   */
  @SuppressWarnings("unused")
  private static void scorePair(
      long keys, int dim, int vectors, long query, long stride, long scores) {
    for (int v = 0; v < vectors; v += 4) {
      long k0 = Lanes.getLong(keys + v * 8L);
      long k1 = Lanes.getLong(keys + v * 8L + 8);
      long k2 = Lanes.getLong(keys + v * 8L + 16);
      long k3 = Lanes.getLong(keys + v * 8L + 24);
      FloatVector s0 = zero();
      FloatVector s1 = zero();
      FloatVector s2 = zero();
      FloatVector s3 = zero();
      FloatVector t0 = zero();
      FloatVector t1 = zero();
      FloatVector t2 = zero();
      FloatVector t3 = zero();
      for (int d = 0; d < dim; d++) {
        FloatVector s = broadcast(query + d * 4L);
        FloatVector t = broadcast(query + (dim + d) * 4L);
        long at = (long) d * COMPONENT_BYTES;
        FloatVector key = load(k0 + at);
        s0 = key.fma(s, s0);
        t0 = key.fma(t, t0);
        key = load(k1 + at);
        s1 = key.fma(s, s1);
        t1 = key.fma(t, t1);
        key = load(k2 + at);
        s2 = key.fma(s, s2);
        t2 = key.fma(t, t2);
        key = load(k3 + at);
        s3 = key.fma(s, s3);
        t3 = key.fma(t, t3);
      }
      long to = scores + (long) v * BYTES;
      store(s0, to);
      store(s1, to + BYTES);
      store(s2, to + 2 * BYTES);
      store(s3, to + 3 * BYTES);
      to += stride;
      store(t0, to);
      store(t1, to + BYTES);
      store(t2, to + 2 * BYTES);
      store(t3, to + 3 * BYTES);
    }
  }

  @SuppressWarnings("unused")
  private static void alibi(
      long firstPosition, int slopeBits, int positions, long u0, long u1, long scores) {
    float slope = Float.intBitsToFloat(slopeBits);
    for (int i = 0; i < positions; i += COUNT) {
      FloatVector position = FIRST_POSITIONS.add((int) firstPosition + i);
      FloatVector bias = VectorMath.toBfloat16(VectorMath.toBfloat16(position).mul(slope));
      store(load(scores + i * 4L).add(bias), scores + i * 4L);
    }
  }

  @SuppressWarnings("unused")
  private static void scale(long u0, int factorBits, int count, long u1, long u2, long x) {
    float factor = Float.intBitsToFloat(factorBits);
    for (int i = 0; i < count; i += COUNT) {
      store(load(x + i * 4L).mul(factor), x + i * 4L);
    }
  }

  @SuppressWarnings("unused")
  private static void best(long x, int u0, int count, long u1, long u2, long out) {
    FloatVector best = FloatVector.broadcast(Lanes.F, Float.NEGATIVE_INFINITY);
    for (int i = 0; i < count; i += COUNT) {
      best = best.max(load(x + i * 4L));
    }
    store(best, out);
  }

  /** {@code x = e^(x - max)}. */
  @SuppressWarnings("unused")
  private static void exponentials(long u0, int maxBits, int count, long u1, long u2, long x) {
    float max = Float.intBitsToFloat(maxBits);
    for (int i = 0; i < count; i += COUNT) {
      store(VectorMath.exp(load(x + i * 4L).sub(max)), x + i * 4L);
    }
  }

  /** The sums by lanes. */
  @SuppressWarnings("unused")
  private static void sum(long x, int u0, int count, long u1, long u2, long out) {
    FloatVector sums = zero();
    for (int i = 0; i < count; i += COUNT) {
      sums = sums.add(load(x + i * 4L));
    }
    store(sums, out);
  }

  /** Adds value rows {@code [skip, end)} by their weights, whole groups of four vectors. */
  @SuppressWarnings("unused")
  private static void weigh(long values, int dim, int end, long weights, long skip, long result) {
    for (int d = 0; d + 4 * COUNT <= dim; d += 4 * COUNT) {
      long to = result + d * 4L;
      FloatVector r0 = load(to);
      FloatVector r1 = load(to + BYTES);
      FloatVector r2 = load(to + 2 * BYTES);
      FloatVector r3 = load(to + 3 * BYTES);
      for (int p = (int) skip; p < end; ) {
        int blockEnd = Math.min(end, (p / BLOCK + 1) * BLOCK);
        long value = Lanes.getLong(values + p / BLOCK * 8L) + (p % BLOCK * (long) dim + d) * 4;
        for (; p < blockEnd; p++) {
          FloatVector weight = broadcast(weights + p * 4L);
          r0 = load(value).fma(weight, r0);
          r1 = load(value + BYTES).fma(weight, r1);
          r2 = load(value + 2 * BYTES).fma(weight, r2);
          r3 = load(value + 3 * BYTES).fma(weight, r3);
          value += dim * 4L;
        }
      }
      store(r0, to);
      store(r1, to + BYTES);
      store(r2, to + 2 * BYTES);
      store(r3, to + 3 * BYTES);
    }
  }

  /** What {@link #weighPair} takes: rows to skip, bytes between two heads' weights. */
  static long skipAndStride(int skip, int strideBytes) {
    return (long) strideBytes << 32 | skip;
  }

  /** As {@link #weigh} for two heads, whose results follow each other in whole vectors. */
  @SuppressWarnings("unused")
  private static void weighPair(
      long values, int dim, int end, long weights, long skipAndStride, long result) {
    int skip = (int) skipAndStride;
    long others = weights + (skipAndStride >>> 32);
    long resultBytes = (dim + COUNT - 1) / COUNT * (long) BYTES;
    for (int d = 0; d + 4 * COUNT <= dim; d += 4 * COUNT) {
      long to = result + d * 4L;
      long other = to + resultBytes;
      FloatVector r0 = load(to);
      FloatVector r1 = load(to + BYTES);
      FloatVector r2 = load(to + 2 * BYTES);
      FloatVector r3 = load(to + 3 * BYTES);
      FloatVector t0 = load(other);
      FloatVector t1 = load(other + BYTES);
      FloatVector t2 = load(other + 2 * BYTES);
      FloatVector t3 = load(other + 3 * BYTES);
      for (int p = skip; p < end; ) {
        int blockEnd = Math.min(end, (p / BLOCK + 1) * BLOCK);
        long value = Lanes.getLong(values + p / BLOCK * 8L) + (p % BLOCK * (long) dim + d) * 4;
        for (; p < blockEnd; p++) {
          FloatVector r = broadcast(weights + p * 4L);
          FloatVector t = broadcast(others + p * 4L);
          FloatVector v = load(value);
          r0 = v.fma(r, r0);
          t0 = v.fma(t, t0);
          v = load(value + BYTES);
          r1 = v.fma(r, r1);
          t1 = v.fma(t, t1);
          v = load(value + 2 * BYTES);
          r2 = v.fma(r, r2);
          t2 = v.fma(t, t2);
          v = load(value + 3 * BYTES);
          r3 = v.fma(r, r3);
          t3 = v.fma(t, t3);
          value += dim * 4L;
        }
      }
      store(r0, to);
      store(r1, to + BYTES);
      store(r2, to + 2 * BYTES);
      store(r3, to + 3 * BYTES);
      store(t0, other);
      store(t1, other + BYTES);
      store(t2, other + 2 * BYTES);
      store(t3, other + 3 * BYTES);
    }
  }

  /** The vectors that {@link #weigh} leaves; the last one may reach past its row. */
  @SuppressWarnings("unused")
  private static void weighRest(
      long values, int dim, int end, long weights, long skip, long result) {
    for (int d = dim / (4 * COUNT) * 4 * COUNT; d < dim; d += COUNT) {
      FloatVector r = load(result + d * 4L);
      for (int p = (int) skip; p < end; p++) {
        long value = Lanes.getLong(values + p / BLOCK * 8L) + (p % BLOCK * (long) dim + d) * 4;
        r = load(value).fma(broadcast(weights + p * 4L), r);
      }
      store(r, result + d * 4L);
    }
  }

  @SuppressWarnings("unused")
  private static void divide(long u0, int divisorBits, int count, long u1, long u2, long x) {
    float divisor = Float.intBitsToFloat(divisorBits);
    for (int i = 0; i < count; i += COUNT) {
      store(load(x + i * 4L).div(divisor), x + i * 4L);
    }
  }
}
