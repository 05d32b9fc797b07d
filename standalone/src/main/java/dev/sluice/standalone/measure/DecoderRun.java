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
   * @throws MeasureException when an id is outside the vocabulary
   */
  static void checkIds(Decoder decoder, int[] ids) {
    int vocabSize = decoder.description().vocabSize();
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] < 0 || ids[i] >= vocabSize) {
        throw new MeasureException(
            "Id " + ids[i] + " at index " + i + " is outside the vocabulary of " + vocabSize + ".");
      }
    }
  }

  /**
   * @param length tokens of the prompt that comes next
   */
  void restart(int length) {
    restartAt(0, length);
  }

  /**
   * The next token comes after the first {@code kept} ones, which stay as they were fed.
   *
   * @param length tokens of the whole prompt; the same as before, because rotations may depend on
   *     it
   */
  void restartAt(int kept, int length) {
    position = kept;
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

  /** Runs any number of tokens in as many batches as that takes, without logits. */
  void prefill(int[] ids, int from, int count) {
    int most = decoder.maxBatchTokens();
    for (int done = 0; done < count; done += most) {
      feed(ids, from + done, Math.min(most, count - done), Rows.NONE);
    }
  }
}
