package dev.sluice.engine.quantize;

/** Makes the blocks of one format. Has scratch space of its own: one per thread. */
@FunctionalInterface
interface BlockWriter {

  /**
   * Writes one block.
   *
   * @param x finite values, the block's from {@code from}
   * @param out receives the block's bytes from {@code to}; they are zero before
   */
  void block(float[] x, int from, byte[] out, int to);
}
