package dev.sluice.engine.compute.vector;

import static dev.sluice.engine.compute.vector.Lanes.BYTES;
import static dev.sluice.engine.compute.vector.Lanes.COUNT;

import dev.sluice.engine.compute.AttentionSpec;
import dev.sluice.engine.compute.KvCache;
import dev.sluice.engine.compute.TokenBatch;
import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.Tensor;

/**
 * One worker's attention of some tokens of a sequence, some blocks at a time: first all keys for
 * the scores, then all values for their sum. Kept as floats they are read where they are, as halves
 * they are widened into memory that stays in the cache. A score is of its position alone, and sums
 * go on from block to block in the order of positions, so the results are those of all positions at
 * once, whatever other tokens there are. A row is one head of one token; arithmetic is in {@link
 * AttentionOps}.
 */
final class AttentionRun {
  private static final int BLOCK = KvCache.BLOCK_TOKENS;

  /** Blocks that several tokens take at a time: a multiple of the score kernels' four vectors. */
  private static final int CHUNK = 4;

  /** The same for a single token, which reads floats only once. */
  private static final int LONG_CHUNK = 64;

  /**
   * Bytes of halves that are fetched at once where they come from memory; with what is widened they
   * stay in a cache of 48 KiB. A block alone is over before the hardware has begun to run ahead.
   */
  private static final int FETCHED = 16 << 10;

  /** Vectors that cover a block's positions. */
  private static final int BLOCK_VECTORS = Math.max(1, BLOCK / COUNT);

  private final Scratch scratch;
  private Tensor q;
  private KvCache cache;
  private AttentionSpec spec;
  private TokenBatch batch;
  private Tensor out;

  private int from;
  private int to;
  private int head;
  private int heads;
  private int firstBlock;
  private int blocks;
  private boolean isFromMemory;
  private boolean areHalves;

  /** Blocks at a time. */
  private int chunk;

  /** Floats from one row's scores to the next one's. */
  private int stride;

  /** Bytes from one row's result to the next one's. */
  private long resultBytes;

  private long wide;
  private long scores;
  private long results;
  private long sums;
  private long spare;
  private long table;
  private long sources;

  AttentionRun(Scratch scratch) {
    this.scratch = scratch;
  }

  /**
   * @param isFromMemory whether keys and values have probably left the cache since the last step
   */
  void bind(
      Tensor q,
      KvCache cache,
      AttentionSpec spec,
      TokenBatch batch,
      Tensor out,
      boolean isFromMemory) {
    this.q = q;
    this.cache = cache;
    this.spec = spec;
    this.batch = batch;
    this.out = out;
    this.isFromMemory = isFromMemory;
    areHalves = cache.keys().type() == ElementType.F16;
  }

  /** Of the tokens {@code [from, to)} of one sequence and the heads from {@code head} on. */
  void attend(int from, int to, int head, int heads) {
    this.from = from;
    this.to = to;
    this.head = head;
    this.heads = heads;
    chunk = areHalves || to - from > 1 ? CHUNK : LONG_CHUNK;
    findBlocks();
    layOut();
    score();
    weigh();
    finish();
  }

  /** All that any of the tokens sees. */
  private void findBlocks() {
    firstBlock = Integer.MAX_VALUE;
    int last = 0;
    for (int t = from; t < to; t++) {
      int position = batch.position(t);
      firstBlock = Math.min(firstBlock, spec.firstVisible(position) / BLOCK);
      last = Math.max(last, position / BLOCK);
    }
    blocks = last - firstBlock + 1;
  }

  private void layOut() {
    int rows = (to - from) * heads;
    int dim = HalfBlocks.evenDim(spec.headDim());
    int wideFloats = areHalves ? CHUNK * BLOCK * dim + COUNT : 0;
    stride = Math.ceilDiv(blocks, CHUNK) * CHUNK * BLOCK;
    int padded = Math.ceilDiv(spec.headDim(), COUNT) * COUNT;
    resultBytes = padded * 4L;
    int tableFloats = chunk * BLOCK_VECTORS * 2;
    wide =
        scratch.scores(wideFloats + rows * (stride + padded + 1) + COUNT + tableFloats + 2 * CHUNK);
    scores = wide + wideFloats * 4L;
    results = scores + (long) rows * stride * 4;
    spare = results + rows * resultBytes;
    table = spare + BYTES;
    sources = table + tableFloats * 4L;
    sums = sources + CHUNK * 8L;
    Lanes.clear(results, rows * resultBytes);
  }

  private long scoresOf(int token) {
    return scores + (long) (token - from) * heads * stride * 4;
  }

  private long resultsOf(int token) {
    return results + (token - from) * heads * resultBytes;
  }

  private void score() {
    for (int first = 0; first < blocks; first += chunk) {
      int count = Math.min(chunk, blocks - first);
      int vectors = Math.ceilDiv(count, CHUNK) * CHUNK * BLOCK_VECTORS;
      if (areHalves) {
        widenKeys(first, count);
      } else {
        locateKeys(first, count, vectors);
      }
      for (int t = from; t < to; t++) {
        long query = q.address() + q.offset(t) + head * spec.headDim() * 4L;
        scoreChunk(query, vectors, scoresOf(t) + first * BLOCK * 4L);
      }
    }
  }

  /**
   * The address of each vector of keys, the last one repeated. Two loops: in one over all vectors
   * the compiler takes the block table's bounds check out of the condition, fails and compiles
   * anew, a hundred times.
   */
  private void locateKeys(int first, int count, int vectors) {
    int[] ids = batch.blockTableOf(from);
    int kvHead = head / spec.headsPerKv();
    long key = 0;
    long at = table;
    for (int i = 0; i < count; i++) {
      key = cache.keys().address() + cache.headStart(ids[firstBlock + first + i], kvHead) * 4;
      for (int v = 1; v < BLOCK_VECTORS; v++) {
        Lanes.setLong(at, key);
        key += BYTES;
        at += 8;
      }
      Lanes.setLong(at, key);
      at += 8;
    }
    for (; at < table + vectors * 8L; at += 8) {
      Lanes.setLong(at, key);
    }
  }

  private void locateValues(int first, int count) {
    int[] ids = batch.blockTableOf(from);
    int kvHead = head / spec.headsPerKv();
    for (int i = 0; i < count; i++) {
      long start = cache.headStart(ids[firstBlock + first + i], kvHead) * 4;
      Lanes.setLong(table + i * 8L, cache.values().address() + start);
    }
  }

  private void widenKeys(int first, int count) {
    int dim = HalfBlocks.evenDim(spec.headDim());
    for (int i = 0; first == 0 && i < CHUNK * BLOCK_VECTORS; i++) {
      long block = wide + (long) (i / BLOCK_VECTORS) * BLOCK * dim * 4;
      Lanes.setLong(table + i * 8L, block + i % BLOCK_VECTORS * BYTES);
    }
    fetch(first, dim, true);
    locateHalves(first, count, true);
    HalfBlocks.WIDEN_KEYS.run(sources, dim, count, 0, 0, wide);
  }

  private void widenValues(int first, int count) {
    int dim = spec.headDim();
    for (int i = 0; first == 0 && i < CHUNK; i++) {
      Lanes.setLong(table + i * 8L, wide + (long) i * BLOCK * dim * 4);
    }
    fetch(first, dim, false);
    locateHalves(first, count, false);
    HalfBlocks.WIDEN_VALUES.run(sources, dim, count, 0, 0, wide);
  }

  private void locateHalves(int first, int count, boolean areKeys) {
    for (int i = 0; i < count; i++) {
      Lanes.setLong(sources + i * 8L, halves(first + i, areKeys));
    }
  }

  /** Where a block's keys or values are. */
  private long halves(int block, boolean areKeys) {
    int id = batch.blockTableOf(from)[firstBlock + block];
    int kvHead = head / spec.headsPerKv();
    return areKeys ? HalfBlocks.keys(cache, id, kvHead) : HalfBlocks.values(cache, id, kvHead);
  }

  /** Fetches what is widened next. */
  private void fetch(int first, int dim, boolean areKeys) {
    long bytes = (long) BLOCK * dim * Short.BYTES;
    int atOnce = Math.max(CHUNK, (int) (FETCHED / bytes) / CHUNK * CHUNK);
    if (!isFromMemory || first % atOnce != 0) {
      return;
    }
    int end = Math.min(blocks, first + atOnce);
    for (int i = first; i < end; i++) {
      scratch.touch(halves(i, areKeys), bytes);
    }
  }

  private void scoreChunk(long query, int vectors, long to) {
    int dim = spec.headDim();
    int h = 0;
    for (; h + 2 <= heads; h += 2) {
      long at = to + (long) h * stride * 4;
      AttentionOps.SCORE_PAIR.run(table, dim, vectors, query + h * dim * 4L, stride * 4L, at);
    }
    if (h < heads) {
      long at = to + (long) h * stride * 4;
      AttentionOps.SCORE.run(table, dim, vectors, query + h * dim * 4L, 0, at);
    }
  }

  private void weigh() {
    int first = firstBlock * BLOCK;
    for (int t = from; t < to; t++) {
      int position = batch.position(t);
      int end = position - first + 1;
      int skip = spec.firstVisible(position) - first;
      long own = scoresOf(t);
      AttentionWeights.finish(spec, head, heads, first, stride, own, scratch.tile());
      for (int h = 0; h < heads; h++) {
        long row = own + (long) h * stride * 4;
        int positions = Math.ceilDiv(end, BLOCK) * BLOCK;
        float sum = AttentionWeights.softmax(row, positions, skip, end, spare);
        Lanes.set(sums + ((t - from) * heads + h) * 4L, sum);
      }
    }
    weighValues();
  }

  private void weighValues() {
    for (int first = 0; first < blocks; first += chunk) {
      int count = Math.min(chunk, blocks - first);
      if (areHalves) {
        widenValues(first, count);
      } else {
        locateValues(first, count);
      }
      for (int t = from; t < to; t++) {
        weighChunk(t, first * BLOCK);
      }
    }
  }

  /** Adds the values that a token sees of those from {@code start} on. */
  private void weighChunk(int token, int start) {
    int position = batch.position(token);
    int offset = firstBlock * BLOCK + start;
    int end = Math.min(chunk * BLOCK, position + 1 - offset);
    int skip = Math.max(0, spec.firstVisible(position) - offset);
    if (skip >= end) {
      return;
    }
    int dim = spec.headDim();
    long weights = scoresOf(token) + start * 4L;
    long packed = AttentionOps.skipAndStride(skip, stride * 4);
    boolean isRest = dim % (4 * COUNT) != 0;
    for (int h = 0; h < heads; h += 2) {
      long own = weights + (long) h * stride * 4;
      long to = resultsOf(token) + h * resultBytes;
      if (h + 1 < heads) {
        AttentionOps.WEIGH_PAIR.run(table, dim, end, own, packed, to);
      } else {
        AttentionOps.WEIGH.run(table, dim, end, own, skip, to);
      }
    }
    for (int h = 0; isRest && h < heads; h++) {
      long to = resultsOf(token) + h * resultBytes;
      AttentionOps.WEIGH_REST.run(table, dim, end, weights + (long) h * stride * 4, skip, to);
    }
  }

  private void finish() {
    int dim = spec.headDim();
    int floats = Math.toIntExact(resultBytes / 4);
    for (int t = from; t < to; t++) {
      for (int h = 0; h < heads; h++) {
        long own = resultsOf(t) + h * resultBytes;
        int sum = Lanes.getInt(sums + ((t - from) * heads + h) * 4L);
        AttentionOps.DIVIDE.run(0, sum, floats, 0, 0, own);
        Lanes.copy(own, out.address() + out.offset(t) + (head + h) * dim * 4L, dim * 4L);
      }
    }
  }
}
