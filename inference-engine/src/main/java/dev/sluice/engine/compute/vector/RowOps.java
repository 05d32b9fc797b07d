package dev.sluice.engine.compute.vector;

import static dev.sluice.engine.compute.vector.Lanes.COUNT;
import static dev.sluice.engine.compute.vector.Lanes.load;
import static dev.sluice.engine.compute.vector.Lanes.store;

import dev.sluice.engine.compute.KvCache;
import dev.sluice.engine.compute.TokenBatch;
import dev.sluice.engine.tensor.Tensor;
import jdk.incubator.vector.FloatVector;

/**
 * Operations on one token's row. They touch its columns and no more, because what follows a row may
 * be another tensor's columns.
 */
final class RowOps {
  private RowOps() {}

  /** {@code x[row] += y[yRow]}. */
  static void add(Tensor x, int row, Tensor y, int yRow) {
    long to = x.address() + x.offset(row);
    long from = y.address() + y.offset(yRow);
    int whole = Lanes.F.loopBound(x.columns());
    for (int i = 0; i < whole; i += COUNT) {
      store(load(to + i * 4L).add(load(from + i * 4L)), to + i * 4L);
    }
    for (int i = whole; i < x.columns(); i++) {
      Lanes.set(to + i * 4L, Lanes.get(to + i * 4L) + Lanes.get(from + i * 4L));
    }
  }

  static void scale(Tensor x, int row, float factor) {
    long at = x.address() + x.offset(row);
    int whole = Lanes.F.loopBound(x.columns());
    for (int i = 0; i < whole; i += COUNT) {
      store(load(at + i * 4L).mul(factor), at + i * 4L);
    }
    for (int i = whole; i < x.columns(); i++) {
      Lanes.set(at + i * 4L, Lanes.get(at + i * 4L) * factor);
    }
  }

  /** {@code to += factor * from} over {@code count} floats, product and sum each rounded. */
  static void addScaled(long from, float factor, int count, long to) {
    int whole = Lanes.F.loopBound(count);
    for (int i = 0; i < whole; i += COUNT) {
      store(load(to + i * 4L).add(load(from + i * 4L).mul(factor)), to + i * 4L);
    }
    for (int i = whole; i < count; i++) {
      float product = factor * Lanes.get(from + i * 4L);
      Lanes.set(to + i * 4L, Lanes.get(to + i * 4L) + product);
    }
  }

  static void rope(
      Tensor x, Tensor angles, int heads, int headDim, int half, boolean interleaved, int row) {
    long head = x.address() + x.offset(row);
    long cosines = angles.address() + angles.offset(row);
    long sines = cosines + half * 4L;
    int pairStep = interleaved ? 2 : 1;
    int partner = interleaved ? 1 : half;
    for (int h = 0; h < heads; h++) {
      int i = 0;
      if (!interleaved) {
        for (; i + COUNT <= half; i += COUNT) {
          FloatVector cos = load(cosines + i * 4L);
          FloatVector sin = load(sines + i * 4L);
          FloatVector a = load(head + i * 4L);
          FloatVector b = load(head + (i + half) * 4L);
          store(a.mul(cos).sub(b.mul(sin)), head + i * 4L);
          store(b.mul(cos).add(a.mul(sin)), head + (i + half) * 4L);
        }
      }
      for (; i < half; i++) {
        long first = head + (long) i * pairStep * 4;
        long second = first + partner * 4L;
        float cos = Lanes.get(cosines + i * 4L);
        float sin = Lanes.get(sines + i * 4L);
        float a = Lanes.get(first);
        float b = Lanes.get(second);
        Lanes.set(first, a * cos - b * sin);
        Lanes.set(second, b * cos + a * sin);
      }
      head += headDim * 4L;
    }
  }

  static void storeKv(Tensor keys, Tensor values, KvCache cache, TokenBatch batch, int row) {
    int dim = cache.headDim();
    int position = batch.position(row);
    int block = batch.blockTableOf(row)[position / KvCache.BLOCK_TOKENS];
    int slot = position % KvCache.BLOCK_TOKENS;
    long key = keys.address() + keys.offset(row);
    long value = values.address() + values.offset(row);
    for (int h = 0; h < cache.kvHeads(); h++) {
      long start = cache.headStart(block, h) * 4;
      long keySlot = cache.keys().address() + start + slot * 4L;
      for (int d = 0; d < dim; d++) {
        Lanes.set(keySlot + (long) d * KvCache.BLOCK_TOKENS * 4, Lanes.get(key + d * 4L));
      }
      Lanes.copy(value, cache.values().address() + start + (long) slot * dim * 4, dim * 4L);
      key += dim * 4L;
      value += dim * 4L;
    }
  }
}
