package dev.sluice.engine.model;

/**
 * A loaded decoder-only transformer with its key/value blocks on one backend. Owned by the engine
 * thread: no method may be called by two threads at once.
 */
public interface Decoder extends AutoCloseable {

  ModelDescription description();

  /**
   * Key/value blocks of {@link dev.sluice.engine.cache.BlockPool#BLOCK_TOKENS} tokens in the pool.
   */
  int blockCount();

  /** Most tokens one {@link #forward} takes. */
  int maxBatchTokens();

  /** Most rows of logits one {@link #forward} gives. */
  int maxLogitRows();

  /**
   * Runs the batch: writes keys and values of all its tokens and computes the logits of the rows
   * asked for. A token's result is bit for bit the same whatever else is in the batch and however
   * its sequence was split into calls.
   */
  void forward(ForwardBatch batch);

  /**
   * What the cached keys of a sequence with such a prompt depend on beside its tokens. Sequences
   * with different answers must not share blocks; most models always answer with an empty text.
   *
   * @param promptTokens tokens of the prompt proper, as in {@link ForwardBatch#addSequence}
   */
  default String cacheRegime(int promptTokens) {
    return "";
  }

  /**
   * Copies one row of the last forward's logits.
   *
   * @param index index among the rows that were asked for
   * @param out at least vocabulary size long
   */
  void logits(int index, float[] out);

  @Override
  void close();
}
