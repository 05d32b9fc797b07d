package dev.sluice.engine.compute.cuda;

import dev.sluice.engine.compute.TokenBatch;

/**
 * A batch filled up to a size for which a step may have been recorded. Matrix products take 1, 2, 4
 * or 8 tokens at a time, so rows up to such a size cost nothing.
 */
record PaddedBatch(TokenBatch batch, int tokenCount) implements TokenBatch {
  /** Position of a row that stands for no token: nothing is stored, nothing is seen. */
  static final int NOWHERE = -1;

  private static final int[] NO_BLOCKS = {};

  /**
   * @param mostRows beyond which nothing is filled up
   */
  static PaddedBatch of(TokenBatch batch, int mostRows) {
    int tokens = batch.tokenCount();
    return new PaddedBatch(batch, Math.max(tokens, Math.min(size(tokens), mostRows)));
  }

  private static int size(int tokens) {
    return tokens <= 2 ? tokens : tokens <= 4 ? 4 : Math.ceilDiv(tokens, 8) * 8;
  }

  @Override
  public int position(int row) {
    return row < batch.tokenCount() ? batch.position(row) : NOWHERE;
  }

  @Override
  public int[] blockTableOf(int row) {
    return row < batch.tokenCount() ? batch.blockTableOf(row) : NO_BLOCKS;
  }
}
