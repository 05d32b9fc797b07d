package dev.sluice.engine.model;

/** Runs one sequence through a decoder by hand, with blocks of its own. */
public final class Sequences {
  private Sequences() {}

  /** Block ids {@code first, first + 1, ...} that hold {@code tokens} positions. */
  public static int[] blocks(int first, int tokens) {
    int[] blocks = new int[Math.ceilDiv(tokens, 16)];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = first + i;
    }
    return blocks;
  }

  /**
   * Logits of positions {@code from} to the end, {@code chunk} tokens per call.
   *
   * @param ids the whole sequence; positions before {@code from} are already in the cache
   */
  public static float[][] logits(Decoder decoder, int[] ids, int[] blocks, int from, int chunk) {
    return logits(decoder, ids, ids.length, blocks, from, chunk);
  }

  /**
   * As above.
   *
   * @param promptTokens where the prompt ends
   */
  public static float[][] logits(
      Decoder decoder, int[] ids, int promptTokens, int[] blocks, int from, int chunk) {
    int size = Math.min(chunk, Math.min(decoder.maxBatchTokens(), decoder.maxLogitRows()));
    ForwardBatch batch = new ForwardBatch(size, 1, size);
    float[][] rows = new float[ids.length - from][];
    for (int start = from; start < ids.length; start += size) {
      batch.clear();
      batch.addSequence(blocks, promptTokens);
      int end = Math.min(ids.length, start + size);
      for (int p = start; p < end; p++) {
        batch.addToken(ids[p], p, true);
      }
      decoder.forward(batch);
      for (int p = start; p < end; p++) {
        float[] row = new float[decoder.description().vocabSize()];
        decoder.logits(p - start, row);
        rows[p - from] = row;
      }
    }
    return rows;
  }

  public static int argmax(float[] row) {
    int best = 0;
    for (int i = 1; i < row.length; i++) {
      if (row[i] > row[best]) {
        best = i;
      }
    }
    return best;
  }
}
