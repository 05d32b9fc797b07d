package dev.sluice.standalone.measure;

import dev.sluice.engine.model.Decoder;
import dev.sluice.engine.model.ForwardBatch;
import dev.sluice.engine.model.ModelDescription;
import java.util.Arrays;

/**
 * Remembers the token at each position and gives the logits that a rule makes of them. Refuses a
 * position whose predecessor was never fed.
 */
final class TableDecoder implements Decoder {
  /** Logits after {@code history[0 .. length)}. */
  @FunctionalInterface
  interface Rule {
    void logits(int[] history, int length, float[] out);
  }

  private final int contextLength;
  private final int vocabSize;
  private final Rule rule;
  private final int[] history;
  private final int[] rows = new int[MAX_ROWS];
  private int fed;
  long tokensRun;
  static final int MAX_ROWS = 3;
  static final int MAX_BATCH = 5;

  TableDecoder(int contextLength, int vocabSize, Rule rule) {
    this.contextLength = contextLength;
    this.vocabSize = vocabSize;
    this.rule = rule;
    this.history = new int[contextLength];
  }

  @Override
  public ModelDescription description() {
    return new ModelDescription(
        "table", "table", "F32", 1, 1, vocabSize, contextLength, contextLength, "d", "scalar");
  }

  @Override
  public int blockCount() {
    return (contextLength + 15) / 16;
  }

  @Override
  public int maxBatchTokens() {
    return MAX_BATCH;
  }

  @Override
  public int maxLogitRows() {
    return MAX_ROWS;
  }

  @Override
  public void forward(ForwardBatch batch) {
    for (int i = 0; i < batch.tokenCount(); i++) {
      int position = batch.position(i);
      if (position > fed) {
        throw new AssertionError("position " + position + " after " + fed + " tokens");
      }
      history[position] = batch.token(i);
      fed = position + 1;
      tokensRun++;
    }
    for (int i = 0; i < batch.logitCount(); i++) {
      rows[i] = batch.position(batch.logitRow(i)) + 1;
    }
  }

  @Override
  public void logits(int index, float[] out) {
    Arrays.fill(out, 0);
    rule.logits(history, rows[index], out);
  }

  @Override
  public void close() {}
}
