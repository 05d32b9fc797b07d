package dev.sluice.engine.compute.vector;

import static dev.sluice.engine.compute.vector.Lanes.BYTES;
import static dev.sluice.engine.compute.vector.Lanes.COUNT;
import static dev.sluice.engine.compute.vector.Lanes.broadcast;
import static dev.sluice.engine.compute.vector.Lanes.load;
import static dev.sluice.engine.compute.vector.Lanes.store;
import static dev.sluice.engine.compute.vector.Lanes.zero;

import dev.sluice.engine.compute.AttentionSpec;
import dev.sluice.engine.compute.KvCache;
import dev.sluice.engine.compute.TokenBatch;
import dev.sluice.engine.tensor.Tensor;
import jdk.incubator.vector.FloatVector;

/**
 * Attention over paged keys and values, one head of one token per item. Items of one head follow
 * each other, so that a core finds the head's keys in its cache again for the next token.
 *
 * <p>Scores: lanes are 16 positions of a block, so each lane is one dot product summed in component
 * order. The weights' sum goes lane by lane over the blocks and then over the lanes; the output is
 * summed in position order. None of it depends on other tokens of the step.
 */
final class AttentionJob implements WorkerTeam.Job {
  private static final int BLOCK = KvCache.BLOCK_TOKENS;

  /** Bytes between neighbouring components of a key block. */
  private static final int COMPONENT_BYTES = BLOCK * Float.BYTES;

  /** Vectors that cover a block's positions. */
  private static final int BLOCK_VECTORS = Math.max(1, BLOCK / COUNT);

  /** 0, 1, 2, ... */
  private static final FloatVector FIRST_POSITIONS = zero().addIndex(1);

  private final Scratch[] scratch;
  private Tensor q;
  private KvCache cache;
  private AttentionSpec spec;
  private TokenBatch batch;
  private Tensor out;

  AttentionJob(Scratch[] scratch) {
    this.scratch = scratch;
  }

  void bind(Tensor q, KvCache cache, AttentionSpec spec, TokenBatch batch, Tensor out) {
    this.q = q;
    this.cache = cache;
    this.spec = spec;
    this.batch = batch;
    this.out = out;
  }

  int items() {
    return batch.tokenCount() * spec.heads();
  }

  @Override
  public void run(int worker, int item) {
    int token = item % batch.tokenCount();
    int head = item / batch.tokenCount();
    int position = batch.position(token);
    int first = spec.firstVisible(position);
    int firstBlock = first / BLOCK;
    int positions = (position / BLOCK - firstBlock + 1) * BLOCK;
    int kvHead = head / spec.headsPerKv();
    int[] blocks = batch.blockTableOf(token);
    int paddedDim = Math.ceilDiv(spec.headDim(), 4 * COUNT) * 4 * COUNT;
    long scores = scratch[worker].scores(positions + paddedDim + COUNT);
    long result = scores + positions * 4L;
    long query = q.address() + q.offset(token) + (long) head * spec.headDim() * 4;

    score(query, blocks, firstBlock, positions, kvHead, scores);
    finish(scores, positions, head, firstBlock * BLOCK);
    int skip = first - firstBlock * BLOCK;
    int end = position - firstBlock * BLOCK + 1;
    float sum = softmax(scores, positions, skip, end, result);
    weigh(scores, blocks, firstBlock, skip, end, kvHead, sum, result);
    long to = out.address() + out.offset(token) + (long) head * spec.headDim() * 4;
    Lanes.copy(result, to, spec.headDim() * 4L);
  }

  private long keyVector(int[] blocks, int firstBlock, int vector, int kvHead) {
    int block = blocks[firstBlock + vector / BLOCK_VECTORS];
    return cache.keys().address()
        + cache.headStart(block, kvHead) * 4
        + (long) (vector % BLOCK_VECTORS) * BYTES;
  }

  private void score(
      long query, int[] blocks, int firstBlock, int positions, int kvHead, long scores) {
    int vectors = positions / COUNT;
    int dim = spec.headDim();
    int v = 0;
    for (; v + 4 <= vectors; v += 4) {
      scoreFour(
          query,
          dim,
          keyVector(blocks, firstBlock, v, kvHead),
          keyVector(blocks, firstBlock, v + 1, kvHead),
          keyVector(blocks, firstBlock, v + 2, kvHead),
          keyVector(blocks, firstBlock, v + 3, kvHead),
          scores + (long) v * BYTES);
    }
    for (; v < vectors; v++) {
      long key = keyVector(blocks, firstBlock, v, kvHead);
      FloatVector s = zero();
      for (int d = 0; d < dim; d++) {
        s = load(key + (long) d * COMPONENT_BYTES).fma(broadcast(query + d * 4L), s);
      }
      store(s, scores + (long) v * BYTES);
    }
  }

  private void scoreFour(long query, int dim, long k0, long k1, long k2, long k3, long scores) {
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
    store(s0, scores);
    store(s1, scores + BYTES);
    store(s2, scores + 2 * BYTES);
    store(s3, scores + 3 * BYTES);
  }

  /** From {@code q . k} of the positions from {@code firstPosition} on to what softmax takes. */
  private void finish(long scores, int positions, int head, int firstPosition) {
    float[] slopes = spec.alibiSlopes();
    for (int i = 0; i < positions; i += COUNT) {
      FloatVector score = load(scores + i * 4L);
      if (slopes != null) {
        FloatVector position = FIRST_POSITIONS.add(firstPosition + i);
        score = score.add(VectorMath.toBfloat16(VectorMath.toBfloat16(position).mul(slopes[head])));
      }
      score = score.mul(spec.scale());
      if (spec.softcap() != 0) {
        score = VectorMath.softcap(score, spec.softcap());
      }
      store(score, scores + i * 4L);
    }
  }

  /**
   * Turns scores into unnormalised weights, zero outside {@code [skip, end)}, and returns their
   * sum.
   */
  private static float softmax(long scores, int positions, int skip, int end, long spare) {
    mask(scores, positions, skip, end, Float.NEGATIVE_INFINITY);
    FloatVector best = FloatVector.broadcast(Lanes.F, Float.NEGATIVE_INFINITY);
    long limit = scores + positions * 4L;
    for (long at = scores; at < limit; at += BYTES) {
      best = best.max(load(at));
    }
    store(best, spare);
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < COUNT; i++) {
      max = Math.max(max, Lanes.get(spare + i * 4L));
    }
    for (long at = scores; at < limit; at += BYTES) {
      store(VectorMath.exp(load(at).sub(max)), at);
    }
    mask(scores, positions, skip, end, 0f);
    FloatVector sum = zero();
    for (long at = scores; at < limit; at += BYTES) {
      sum = sum.add(load(at));
    }
    return VectorMath.sumLanes(sum, spare);
  }

  private static void mask(long scores, int positions, int skip, int end, float value) {
    for (int i = 0; i < skip; i++) {
      Lanes.set(scores + i * 4L, value);
    }
    for (int i = end; i < positions; i++) {
      Lanes.set(scores + i * 4L, value);
    }
  }

  private void weigh(
      long scores,
      int[] blocks,
      int firstBlock,
      int skip,
      int end,
      int kvHead,
      float sum,
      long result) {
    for (int d = 0; d < spec.headDim(); d += 4 * COUNT) {
      FloatVector r0 = zero();
      FloatVector r1 = zero();
      FloatVector r2 = zero();
      FloatVector r3 = zero();
      boolean wide = d + 4 * COUNT <= spec.headDim();
      for (int p = skip; p < end; ) {
        int blockEnd = Math.min(end, (p / BLOCK + 1) * BLOCK);
        long value = valueRow(blocks[firstBlock + p / BLOCK], kvHead, p % BLOCK) + d * 4L;
        for (; p < blockEnd; p++) {
          FloatVector weight = broadcast(scores + p * 4L);
          r0 = load(value).fma(weight, r0);
          if (wide) {
            r1 = load(value + BYTES).fma(weight, r1);
            r2 = load(value + 2 * BYTES).fma(weight, r2);
            r3 = load(value + 3 * BYTES).fma(weight, r3);
          } else {
            r1 = loadInside(value + BYTES, d + COUNT).fma(weight, r1);
            r2 = loadInside(value + 2 * BYTES, d + 2 * COUNT).fma(weight, r2);
            r3 = loadInside(value + 3 * BYTES, d + 3 * COUNT).fma(weight, r3);
          }
          value += spec.headDim() * 4L;
        }
      }
      store(r0.div(sum), result + d * 4L);
      store(r1.div(sum), result + d * 4L + BYTES);
      store(r2.div(sum), result + d * 4L + 2 * BYTES);
      store(r3.div(sum), result + d * 4L + 3 * BYTES);
    }
  }

  /** A vector that starts inside the head, or zeroes. */
  private FloatVector loadInside(long address, int component) {
    return component < spec.headDim() ? load(address) : zero();
  }

  private long valueRow(int block, int kvHead, int slot) {
    return cache.values().address()
        + (cache.headStart(block, kvHead) + (long) slot * spec.headDim()) * 4;
  }
}
