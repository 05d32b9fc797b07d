package dev.sluice.engine.compute.vector;

import static dev.sluice.engine.compute.vector.Lanes.COUNT;
import static dev.sluice.engine.compute.vector.Lanes.load;
import static dev.sluice.engine.compute.vector.Lanes.store;

import dev.sluice.engine.compute.KvCache;
import dev.sluice.engine.compute.TokenBatch;
import dev.sluice.engine.tensor.Tensor;
import jdk.incubator.vector.FloatVector;

/**
 * Operations on one token's row. Rows are padded to whole vectors with zeroes, and every operation
 * here maps zero to zero, so loops run over whole vectors and need no tail.
 */
final class RowOps {
  private RowOps() {}

  static void rmsNorm(Tensor x, Tensor weight, float epsilon, int row, Tensor out, long spare) {
    long from = x.address() + x.offset(row);
    long to = out.address() + out.offset(row);
    long w = weight.address();
    int columns = x.columns();
    FloatVector squares = Lanes.zero();
    for (int i = 0; i < columns; i += COUNT) {
      FloatVector v = load(from + i * 4L);
      squares = v.fma(v, squares);
    }
    float mean = VectorMath.sumLanes(squares, spare) / columns;
    float scale = (float) (1 / Math.sqrt(mean + (double) epsilon));
    for (int i = 0; i < columns; i += COUNT) {
      store(load(from + i * 4L).mul(scale).mul(load(w + i * 4L)), to + i * 4L);
    }
  }

  /** {@code x[row] += y[yRow]}. */
  static void add(Tensor x, int row, Tensor y, int yRow) {
    long to = x.address() + x.offset(row);
    long from = y.address() + y.offset(yRow);
    for (int i = 0; i < x.columns(); i += COUNT) {
      store(load(to + i * 4L).add(load(from + i * 4L)), to + i * 4L);
    }
  }

  static void siluMultiply(Tensor gate, Tensor up, int row) {
    long g = gate.address() + gate.offset(row);
    long u = up.address() + up.offset(row);
    for (int i = 0; i < gate.columns(); i += COUNT) {
      FloatVector x = load(g + i * 4L);
      FloatVector silu = x.div(VectorMath.exp(x.neg()).add(1f));
      store(silu.mul(load(u + i * 4L)), g + i * 4L);
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
