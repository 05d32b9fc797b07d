package dev.sluice.engine.compute.vector;

import static dev.sluice.engine.compute.vector.Lanes.COUNT;
import static dev.sluice.engine.compute.vector.Lanes.loadInts;
import static dev.sluice.engine.compute.vector.Lanes.store;

import dev.sluice.engine.compute.KvCache;
import dev.sluice.engine.compute.TokenBatch;
import dev.sluice.engine.tensor.Tensor;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * How a cache of halves lies, how values get into it and out again. Two halves share an int, the
 * first in its low half, so that a vector of ints is widened to two vectors of floats in place: of
 * keys two neighbouring components, {@code [blocks, kvHeads, ceil(headDim / 2), 16]} ints, and of
 * values two neighbouring positions, {@code [blocks, kvHeads, 8, headDim]} ints.
 */
final class HalfBlocks {
  private static final int BLOCK = KvCache.BLOCK_TOKENS;

  private static final int INFINITE = 0x7C00;
  private static final int WITHOUT_SIGN = 0x7FFF;

  /** Takes 65504, the largest half, to a float and what is beyond to infinity. */
  private static final FloatVector LARGE = FloatVector.broadcast(Lanes.F, 0x1p112f);

  private static final FloatVector ZERO = FloatVector.zero(Lanes.F);

  private static final MethodHandles.Lookup HERE = MethodHandles.lookup();

  /**
   * Of {@code count} blocks of keys, found by a table of addresses, {@code evenDim} in {@code
   * step}; to {@code [count, evenDim, 16]} floats.
   */
  static final Outlined WIDEN_KEYS = Outlined.of(HERE, "widenKeys");

  /**
   * Of blocks of values, likewise, {@code headDim} in {@code step}; to {@code [count, 16, headDim]}
   * floats and less than a vector beyond.
   */
  static final Outlined WIDEN_VALUES = Outlined.of(HERE, "widenValues");

  private HalfBlocks() {}

  /** Components of a key with the one that fills up an odd number. */
  static int evenDim(int headDim) {
    return headDim + (headDim & 1);
  }

  /** Where a head's keys of a block are. */
  static long keys(KvCache cache, int block, int kvHead) {
    long heads = (long) block * cache.kvHeads() + kvHead;
    return cache.keys().address() + heads * BLOCK * evenDim(cache.headDim()) * Short.BYTES;
  }

  /** Where a head's values of a block are. */
  static long values(KvCache cache, int block, int kvHead) {
    long heads = (long) block * cache.kvHeads() + kvHead;
    return cache.values().address() + heads * BLOCK * cache.headDim() * Short.BYTES;
  }

  /**
   * Stores a token's keys and values. Half by half, because another worker may store the neighbour
   * in the same int at the same time.
   */
  static void storeKv(Tensor keys, Tensor values, KvCache cache, TokenBatch batch, int row) {
    int dim = cache.headDim();
    int position = batch.position(row);
    int block = batch.blockTableOf(row)[position / BLOCK];
    int slot = position % BLOCK;
    long key = keys.address() + keys.offset(row);
    long value = values.address() + values.offset(row);
    for (int h = 0; h < cache.kvHeads(); h++) {
      long toKey = keys(cache, block, h) + slot * 4L;
      long toValue = values(cache, block, h) + slot / 2 * dim * 4L + slot % 2 * 2L;
      for (int d = 0; d < dim; d++) {
        Lanes.setShort(toKey + d / 2 * (BLOCK * 4L) + d % 2 * 2L, half(Lanes.get(key + d * 4L)));
        Lanes.setShort(toValue + d * 4L, half(Lanes.get(value + d * 4L)));
      }
      key += dim * 4L;
      value += dim * 4L;
    }
  }

  /** The nearest binary16, ties to even; the largest one for what is beyond it. */
  static short half(float x) {
    short bits = Float.floatToFloat16(x);
    boolean isInfinite = (bits & WITHOUT_SIGN) == INFINITE;
    return (short) (isInfinite ? bits - 1 : bits);
  }

  @SuppressWarnings("unused")
  private static void widenKeys(long sources, int dim, int blocks, long u1, long u2, long to) {
    int ints = BLOCK / 2 * dim;
    for (int b = 0; b < blocks; b++) {
      long from = Lanes.getLong(sources + b * 8L);
      long block = to + (long) b * BLOCK * dim * 4;
      for (int i = 0; i < ints; i += COUNT) {
        IntVector bits = loadInts(from + i * 4L);
        long at = block + (i / BLOCK * (2 * BLOCK) + i % BLOCK) * 4L;
        store(orNaN(Lanes.lowerHalf(bits)), at);
        store(orNaN(Lanes.upperHalf(bits)), at + BLOCK * 4L);
      }
    }
  }

  /**
   * The last vector of a row reaches into the next row, so it comes first, and rows in their order:
   * then every row is written after what reaches into it.
   */
  @SuppressWarnings("unused")
  private static void widenValues(long sources, int dim, int blocks, long u1, long u2, long to) {
    int last = (dim - 1) / COUNT * COUNT;
    long row = to;
    for (int p = 0; p < blocks * BLOCK; p += 2) {
      long pair = Lanes.getLong(sources + p / BLOCK * 8L) + (long) (p % BLOCK) / 2 * dim * 4;
      for (int d = last; d >= 0; d -= COUNT) {
        IntVector bits = loadInts(pair + d * 4L);
        store(orNaN(Lanes.lowerHalf(bits)), row + d * 4L);
        store(orNaN(Lanes.upperHalf(bits)), row + (dim + d) * 4L);
      }
      row += dim * 8L;
    }
  }

  /**
   * A half that is not a number arrives here beyond the largest one: infinity times zero is NaN.
   */
  private static FloatVector orNaN(FloatVector x) {
    return x.mul(LARGE).fma(ZERO, x);
  }
}
