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
 * @param ropeScaling instead of the model's own, or null
 */
public record DecoderOptions(
    String backend,
    int threads,
    int contextLength,
    long kvCacheBytes,
    int maxBatchTokens,
    int maxLogitRows,
    RopeOverride ropeScaling) {

  /** With the model's own scaling of positions. */
  public DecoderOptions(
      String backend,
      int threads,
      int contextLength,
      long kvCacheBytes,
      int maxBatchTokens,
      int maxLogitRows) {
    this(backend, threads, contextLength, kvCacheBytes, maxBatchTokens, maxLogitRows, null);
  }

  public static DecoderOptions defaults() {
    return new DecoderOptions("auto", 0, 0, 0, 256, 64);
  }

  public DecoderOptions withContext(int tokens) {
    return new DecoderOptions(
        backend, threads, tokens, kvCacheBytes, maxBatchTokens, maxLogitRows, ropeScaling);
  }

  public DecoderOptions withRopeScaling(RopeOverride scaling) {
    return new DecoderOptions(
        backend, threads, contextLength, kvCacheBytes, maxBatchTokens, maxLogitRows, scaling);
  }
}
