package dev.sluice.engine.schedule;

import java.util.ArrayList;
import java.util.List;

/**
 * What one step computes: for each sequence in it a run of consecutive positions. Reused from step
 * to step.
 */
public final class StepPlan<S extends Sequence> {
  private final List<S> sequences;
  private final int[] starts;
  private final int[] counts;
  private final int[] drafts;
  private int tokens;
  private int logitRows;
  private int draftTokens;

  StepPlan(int maxSequences) {
    sequences = new ArrayList<>(maxSequences);
    starts = new int[maxSequences];
    counts = new int[maxSequences];
    drafts = new int[maxSequences];
  }

  void clear() {
    sequences.clear();
    tokens = 0;
    logitRows = 0;
    draftTokens = 0;
  }

  void add(S sequence, int count) {
    int chunk = sequences.size();
    starts[chunk] = sequence.computed();
    counts[chunk] = count;
    drafts[chunk] = 0;
    sequences.add(sequence);
    tokens += count;
    logitRows += rowsOf(sequence, count);
  }

  /** Adds guessed tokens to a chunk that ends with its sequence's last token. */
  void addDraft(int chunk, int count) {
    counts[chunk] += count;
    drafts[chunk] = count;
    tokens += count;
    logitRows += count;
    draftTokens += count;
  }

  /** Rows of logits that the next {@code count} tokens of a sequence want. */
  static int rowsOf(Sequence sequence, int count) {
    return Math.max(0, sequence.computed() + count - sequence.logitsFrom());
  }

  public boolean isEmpty() {
    return sequences.isEmpty();
  }

  /** Number of chunks, each of another sequence. */
  public int size() {
    return sequences.size();
  }

  public S sequence(int chunk) {
    return sequences.get(chunk);
  }

  /** Position of the chunk's first token. */
  public int start(int chunk) {
    return starts[chunk];
  }

  /** Tokens of the chunk, guessed ones included. */
  public int count(int chunk) {
    return counts[chunk];
  }

  /** How many of the chunk's tokens, its last ones, are guessed; logits of each are wanted. */
  public int drafts(int chunk) {
    return drafts[chunk];
  }

  public int tokens() {
    return tokens;
  }

  /** Guessed tokens of all chunks. */
  public int draftTokens() {
    return draftTokens;
  }

  public int logitRows() {
    return logitRows;
  }
}
