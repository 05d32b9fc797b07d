package dev.sluice.standalone.measure;

import dev.sluice.engine.model.Decoder;
import dev.sluice.engine.model.ForwardBatch;
import dev.sluice.engine.model.ModelDescription;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Logits of a row are {@code token * 1000 + position}; remembers the size of each batch. */
final class FakeDecoder implements Decoder {
  static final int VOCAB = 5;
  private final int contextLength;
  private final int maxBatchTokens;
  private final int maxLogitRows;
  final List<Integer> batchSizes = new ArrayList<>();
  final List<Integer> logitCounts = new ArrayList<>();
  final List<Integer> positions = new ArrayList<>();
  private float[] rows = new float[0];

  FakeDecoder(int contextLength, int maxBatchTokens, int maxLogitRows) {
    this.contextLength = contextLength;
    this.maxBatchTokens = maxBatchTokens;
    this.maxLogitRows = maxLogitRows;
  }

  @Override
  public ModelDescription description() {
    return new ModelDescription(
        "fake", "fake", "F32", 1, 1, VOCAB, contextLength, contextLength, "digest", "scalar");
  }

  @Override
  public int blockCount() {
    return (contextLength + 15) / 16;
  }

  @Override
  public int maxBatchTokens() {
    return maxBatchTokens;
  }

  @Override
  public int maxLogitRows() {
    return maxLogitRows;
  }

  @Override
  public void forward(ForwardBatch batch) {
    batchSizes.add(batch.tokenCount());
    logitCounts.add(batch.logitCount());
    rows = new float[batch.logitCount()];
    for (int i = 0; i < batch.tokenCount(); i++) {
      positions.add(batch.position(i));
    }
    for (int i = 0; i < rows.length; i++) {
      int row = batch.logitRow(i);
      rows[i] = batch.token(row) * 1000f + batch.position(row);
    }
  }

  @Override
  public void logits(int index, float[] out) {
    Arrays.fill(out, rows[index]);
  }

  @Override
  public void close() {}
}
