package dev.sluice.engine.compute;

/** Where each token of a step stands: its position and the blocks of its sequence. */
public interface TokenBatch {
  int tokenCount();

  /**
   * Position of a row's token in its sequence, from 0. Backends that fill a batch up give rows that
   * stand for no token a negative one.
   */
  int position(int row);

  /** Block ids of the row's sequence; entry {@code i} holds positions {@code 16 i .. 16 i + 15}. */
  int[] blockTableOf(int row);
}
