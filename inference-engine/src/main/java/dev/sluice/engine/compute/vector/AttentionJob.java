package dev.sluice.engine.compute.vector;

import static dev.sluice.engine.compute.vector.Lanes.BYTES;
import static dev.sluice.engine.compute.vector.Lanes.COUNT;

import dev.sluice.engine.compute.AttentionSpec;
import dev.sluice.engine.compute.KvCache;
import dev.sluice.engine.compute.TokenBatch;
import dev.sluice.engine.tensor.Tensor;

/**
 * Attention over paged keys and values, one head of one token per item. Items of one head follow
 * each other, so that a core finds the head's keys in its cache again for the next token.
 *
 * <p>The arithmetic is in {@link AttentionOps}; the weights are summed in four interleaved chains.
 * None of it depends on other tokens of the step.
 */
final class AttentionJob implements WorkerTeam.Job {
  private static final int BLOCK = KvCache.BLOCK_TOKENS;

  /** Vectors that cover a block's positions. */
  private static final int BLOCK_VECTORS = Math.max(1, BLOCK / COUNT);

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
    int dim = spec.headDim();
    int position = batch.position(token);
    int first = spec.firstVisible(position);
    int firstBlock = first / BLOCK;
    int blocks = position / BLOCK - firstBlock + 1;
    int positions = blocks * BLOCK;
    int paddedDim = Math.ceilDiv(dim, COUNT) * COUNT;
    long scores =
        scratch[worker].scores(positions + paddedDim + COUNT + 2 * blocks * (BLOCK_VECTORS + 1));
    long result = scores + positions * 4L;
    long spare = result + paddedDim * 4L;
    long keys = spare + BYTES;
    long values = keys + (long) blocks * BLOCK_VECTORS * Long.BYTES;
    locate(batch.blockTableOf(token), firstBlock, blocks, head / spec.headsPerKv(), keys, values);

    long query = q.address() + q.offset(token) + (long) head * dim * 4;
    int vectors = positions / COUNT;
    int fours = vectors / 4 * 4;
    AttentionOps.SCORE_FOURS.run(keys, dim, fours, query, 0, scores);
    long rest = scores + (long) fours * BYTES;
    AttentionOps.SCORE_ONES.run(keys + fours * 8L, dim, vectors - fours, query, 0, rest);
    finish(scores, positions, head, firstBlock * BLOCK, scratch[worker].tile());
    int skip = first - firstBlock * BLOCK;
    int end = position - firstBlock * BLOCK + 1;
    float sum = softmax(scores, positions, skip, end, spare);
    AttentionOps.WEIGH_FOURS.run(values, dim, end, scores, skip, result);
    AttentionOps.WEIGH_ONES.run(values, dim, end, scores, skip, result);
    AttentionOps.DIVIDE.run(0, Float.floatToRawIntBits(sum), paddedDim, 0, 0, result);
    long to = out.address() + out.offset(token) + (long) head * dim * 4;
    Lanes.copy(result, to, dim * 4L);
  }

  /** Addresses of the visible blocks: of each vector of keys, of each block's first value row. */
  private void locate(int[] table, int firstBlock, int blocks, int kvHead, long keys, long values) {
    for (int b = 0; b < blocks; b++) {
      long start = cache.headStart(table[firstBlock + b], kvHead) * 4;
      for (int v = 0; v < BLOCK_VECTORS; v++) {
        long vector = cache.keys().address() + start + (long) v * BYTES;
        Lanes.setLong(keys + ((long) b * BLOCK_VECTORS + v) * 8, vector);
      }
      Lanes.setLong(values + b * 8L, cache.values().address() + start);
    }
  }

  /** From {@code q . k} of the positions from {@code firstPosition} on to what softmax takes. */
  private void finish(long scores, int positions, int head, int firstPosition, long spare) {
    float[] slopes = spec.alibiSlopes();
    if (slopes != null) {
      int slope = Float.floatToRawIntBits(slopes[head]);
      AttentionOps.ALIBI.run(firstPosition, slope, positions, 0, 0, scores);
    }
    AttentionOps.SCALE.run(0, Float.floatToRawIntBits(spec.scale()), positions, 0, 0, scores);
    if (spec.softcap() != 0) {
      ActivationOps.softcap(spec.softcap(), scores, positions, spare);
    }
  }

  /**
   * Turns scores into unnormalised weights, zero outside {@code [skip, end)}, and returns their
   * sum.
   */
  private static float softmax(long scores, int positions, int skip, int end, long spare) {
    mask(scores, positions, skip, end, Float.NEGATIVE_INFINITY);
    AttentionOps.BEST.run(scores, 0, positions, 0, 0, spare);
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < COUNT; i++) {
      max = Math.max(max, Lanes.get(spare + i * 4L));
    }
    AttentionOps.EXPONENTIALS.run(0, Float.floatToRawIntBits(max), positions, 0, 0, scores);
    mask(scores, positions, skip, end, 0f);
    return VectorMath.sum(scores, positions);
  }

  private static void mask(long scores, int positions, int skip, int end, float value) {
    for (int i = 0; i < skip; i++) {
      Lanes.set(scores + i * 4L, value);
    }
    for (int i = end; i < positions; i++) {
      Lanes.set(scores + i * 4L, value);
    }
  }
}
