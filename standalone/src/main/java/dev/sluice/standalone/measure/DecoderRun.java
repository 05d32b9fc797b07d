package dev.sluice.standalone.measure;

import dev.sluice.contract.TokenizeResult;
import dev.sluice.engine.model.Decoder;
import dev.sluice.engine.model.ForwardBatch;

/**
 * One sequence on a decoder that nobody else uses: its blocks are simply {@code 0, 1, 2, ...}.
 * Starting over is feeding position 0 again, which overwrites the old keys and values.
 */
final class DecoderRun {
  private static final int BLOCK_TOKENS = TokenizeResult.BLOCK_TOKENS;

  private final Decoder decoder;
  private final ForwardBatch batch;
  private final int[] blocks;
  private int position;
  private int promptTokens;

  DecoderRun(Decoder decoder) {
    this.decoder = decoder;
    this.batch = new ForwardBatch(decoder.maxBatchTokens(), 1, decoder.maxLogitRows());
    this.blocks = new int[decoder.blockCount()];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = i;
    }
  }

  /** Most tokens of one sequence: the model's context or the cache, whichever ends first. */
  static int capacityTokens(Decoder decoder) {
    long cached = (long) decoder.blockCount() * BLOCK_TOKENS;
    return (int) Math.min(decoder.description().contextLength(), cached);
  }

  /**
   * @param length tokens of the prompt that comes next
   */
  void restart(int length) {
    position = 0;
    promptTokens = length;
  }

  /** How many of the tokens fed last have logits. */
  enum Rows {
    NONE,
    LAST,
    ALL
  }

  /** Runs {@code ids[from .. from + count)} as one batch. */
  void feed(int[] ids, int from, int count, Rows rows) {
    batch.clear();
    batch.addSequence(blocks, promptTokens);
    for (int i = 0; i < count; i++) {
      boolean isWanted = rows == Rows.ALL || (rows == Rows.LAST && i == count - 1);
      batch.addToken(ids[from + i], position++, isWanted);
    }
    decoder.forward(batch);
  }
}
