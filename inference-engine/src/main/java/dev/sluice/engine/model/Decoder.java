package dev.sluice.engine.model;

import dev.sluice.engine.compute.HostWork;
import java.util.Map;

/**
 * A loaded decoder-only transformer with its key/value blocks on one backend. Owned by the engine
 * thread: no method may be called by two threads at once, but for what {@link #runOnWorkers}
 * allows.
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

  /**
   * Most candidates of a row that {@link #forward} picks when it is asked to; 0 when it picks none
   * because whole rows are at hand.
   */
  default int mostCandidates() {
    return 0;
  }

  /**
   * Copies the best tokens of one row of the last forward's logits: the largest logit first, the
   * lowest id first among equal ones, NaN before everything.
   *
   * @param index index among the rows that were asked for
   * @return how many: as many as {@link ForwardBatch#candidates} asked for, at most the vocabulary
   */
  default int candidates(int index, int[] ids, float[] logits) {
    throw new UnsupportedOperationException("this decoder picks no candidates");
  }

  /**
   * How many threads {@link #runOnWorkers} can have at work. Where they are several, work that runs
   * there may call {@link #logits} and {@link #candidates}.
   */
  default int workers() {
    return 1;
  }

  /**
   * Runs parts of work on the threads that compute {@link #forward}, the caller's among them, as
   * {@link dev.sluice.engine.compute.ComputeBackend#runOnWorkers} does; all on the caller where the
   * others are not to be had.
   */
  default void runOnWorkers(HostWork work, int items) {
    work.runAll(items);
  }

  /** Memory outside the heap by purpose; from any thread. Empty when it is closed. */
  default Map<String, Long> nativeBytes() {
    return Map.of();
  }

  @Override
  void close();
}
