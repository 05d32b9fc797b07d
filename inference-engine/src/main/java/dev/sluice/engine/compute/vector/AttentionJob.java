package dev.sluice.engine.compute.vector;

import static dev.sluice.engine.compute.vector.Lanes.BYTES;
import static dev.sluice.engine.compute.vector.Lanes.COUNT;

import dev.sluice.engine.compute.AttentionSpec;
import dev.sluice.engine.compute.KvCache;
import dev.sluice.engine.compute.TokenBatch;
import dev.sluice.engine.tensor.Tensor;

/**
 * Attention over paged keys and values, heads of one token per item: one, or where that leaves no
 * worker idle all that share keys, which then are read once for two of them. Items of the same
 * heads follow each other, so that a core finds their keys in its cache again for the next token.
 *
 * <p>The arithmetic is in {@link AttentionOps}; the weights are summed by lanes and then in lane
 * order. None of it depends on other tokens of the step or on how many heads an item has.
 */
final class AttentionJob implements WorkerTeam.Job {
  private static final int BLOCK = KvCache.BLOCK_TOKENS;

  /** Vectors that cover a block's positions. */
  private static final int BLOCK_VECTORS = Math.max(1, BLOCK / COUNT);

  /** Score kernels take so many vectors of positions at a time. */
  private static final int FOUR = 4;

  /** Items per worker from which on it does not matter that they may not divide evenly. */
  private static final int PLENTY = 4;

  private final Scratch[] scratch;
  private Tensor q;
  private KvCache cache;
  private AttentionSpec spec;
  private TokenBatch batch;
  private int heads;
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
    int groups = batch.tokenCount() * (spec.heads() / spec.headsPerKv());
    int workers = scratch.length;
    boolean areEnough = groups >= PLENTY * workers || groups % workers == 0;
    heads = areEnough ? spec.headsPerKv() : 1;
  }

  int items() {
    return batch.tokenCount() * (spec.heads() / heads);
  }

  @Override
  public void run(int worker, int item) {
    int token = item % batch.tokenCount();
    int head = item / batch.tokenCount() * heads;
    int dim = spec.headDim();
    int position = batch.position(token);
    int first = spec.firstVisible(position);
    int firstBlock = first / BLOCK;
    int blocks = position / BLOCK - firstBlock + 1;
    int vectors = Math.ceilDiv(blocks * BLOCK_VECTORS, FOUR) * FOUR;
    int stride = vectors * COUNT;
    int paddedDim = Math.ceilDiv(dim, COUNT) * COUNT;
    int floats = heads * (stride + paddedDim + 1) + COUNT;
    long scores = scratch[worker].scores(floats + 2 * (vectors + blocks));
    long result = scores + (long) heads * stride * 4;
    long spare = result + (long) heads * paddedDim * 4;
    long sums = spare + BYTES;
    long keys = sums + heads * 4L;
    long values = keys + vectors * 8L;
    int[] table = batch.blockTableOf(token);
    locate(table, firstBlock, blocks, head / spec.headsPerKv(), vectors, keys, values);

    long offset = q.offset(token) + (long) head * dim * 4;
    score(keys, vectors, q.address() + offset, stride, scores);
    AttentionWeights.finish(
        spec, head, heads, firstBlock * BLOCK, stride, scores, scratch[worker].tile());
    int skip = first - firstBlock * BLOCK;
    int end = position - firstBlock * BLOCK + 1;
    for (int h = 0; h < heads; h++) {
      long own = scores + (long) h * stride * 4;
      Lanes.set(sums + h * 4L, AttentionWeights.softmax(own, blocks * BLOCK, skip, end, spare));
    }
    Lanes.clear(result, (long) heads * paddedDim * 4);
    weigh(values, skip, end, scores, stride, result);
    for (int h = 0; h < heads; h++) {
      long own = result + (long) h * paddedDim * 4;
      AttentionOps.DIVIDE.run(0, Lanes.getInt(sums + h * 4L), paddedDim, 0, 0, own);
      long to = out.address() + out.offset(token) + (long) (head + h) * dim * 4;
      Lanes.copy(own, to, dim * 4L);
    }
  }

  private void score(long keys, int vectors, long query, int stride, long scores) {
    int dim = spec.headDim();
    int h = 0;
    for (; h + 2 <= heads; h += 2) {
      long to = scores + (long) h * stride * 4;
      AttentionOps.SCORE_PAIR.run(keys, dim, vectors, query + (long) h * dim * 4, stride * 4L, to);
    }
    if (h < heads) {
      long to = scores + (long) h * stride * 4;
      AttentionOps.SCORE.run(keys, dim, vectors, query + (long) h * dim * 4, 0, to);
    }
  }

  private void weigh(long values, int skip, int end, long weights, int stride, long result) {
    int dim = spec.headDim();
    long resultBytes = Math.ceilDiv(dim, COUNT) * (long) BYTES;
    long packed = AttentionOps.skipAndStride(skip, stride * 4);
    for (int h = 0; h < heads; h += 2) {
      long own = weights + (long) h * stride * 4;
      long to = result + h * resultBytes;
      if (h + 1 < heads) {
        AttentionOps.WEIGH_PAIR.run(values, dim, end, own, packed, to);
        AttentionOps.WEIGH_REST.run(values, dim, end, own + stride * 4L, skip, to + resultBytes);
      } else {
        AttentionOps.WEIGH.run(values, dim, end, own, skip, to);
      }
      AttentionOps.WEIGH_REST.run(values, dim, end, own, skip, to);
    }
  }

  /**
   * Addresses of the visible blocks: of each vector of keys, the last one repeated up to a multiple
   * of four, and of each block's first value row. Two loops: in one over all vectors the compiler
   * takes the table's bounds check out of the condition, fails and compiles anew, a hundred times.
   */
  private void locate(
      int[] table, int firstBlock, int blocks, int kvHead, int vectors, long keys, long values) {
    long key = 0;
    long to = keys;
    for (int i = 0; i < blocks; i++) {
      long start = cache.headStart(table[firstBlock + i], kvHead) * 4;
      Lanes.setLong(values + i * 8L, cache.values().address() + start);
      key = cache.keys().address() + start;
      for (int v = 1; v < BLOCK_VECTORS; v++) {
        Lanes.setLong(to, key);
        key += BYTES;
        to += 8;
      }
      Lanes.setLong(to, key);
      to += 8;
    }
    for (; to < keys + vectors * 8L; to += 8) {
      Lanes.setLong(to, key);
    }
  }
}
