package dev.sluice.engine.compute;

import dev.sluice.engine.tensor.Tensor;

/**
 * Keys and values of one layer, in blocks of {@link #BLOCK_TOKENS} positions. Keys are {@code
 * [blocks, kvHeads, headDim, 16]}, so that one vector holds one component of 16 positions and
 * scores need no horizontal sums; values are {@code [blocks, kvHeads, 16, headDim]}. A backend that
 * keeps halves may order them otherwise.
 */
public record KvCache(Tensor keys, Tensor values, int kvHeads, int headDim) {
  /** Positions per block. */
  public static final int BLOCK_TOKENS = 16;

  /** Floats of one head in one block. */
  public int headFloats() {
    return BLOCK_TOKENS * headDim;
  }

  /** Float index of a block's head. */
  public long headStart(int block, int kvHead) {
    return ((long) block * kvHeads + kvHead) * headFloats();
  }
}
