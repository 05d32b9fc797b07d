package dev.sluice.engine.model;

/**
 * How to open a model.
 *
 * @param backend {@code auto}, {@code scalar}, {@code vector} or {@code cuda}
 * @param threads worker threads, 0 for one per core
 * @param contextLength most tokens per sequence, 0 for the model's own
 * @param kvCacheBytes budget of the key/value block pool, 0 chooses from free memory
 * @param maxBatchTokens most tokens in one step
 * @param maxLogitRows most rows of logits in one step
 */
public record DecoderOptions(
    String backend,
    int threads,
    int contextLength,
    long kvCacheBytes,
    int maxBatchTokens,
    int maxLogitRows) {

  public static DecoderOptions defaults() {
    return new DecoderOptions("auto", 0, 0, 0, 256, 64);
  }
}
