package dev.sluice.engine.model;

import dev.sluice.engine.compute.TokenBatch;

/**
 * The tokens of one engine step, over any number of sequences. Reused from step to step; tokens of
 * one sequence must be added in ascending position, and their earlier positions must be in the
 * cache or earlier in this batch.
 */
public final class ForwardBatch implements TokenBatch {
  private final int[] tokens;
  private final int[] positions;
  private final int[] sequences;
  private final int[][] blockTables;
  private final int[] promptTokens;
  private final int[] logitRows;
  private int tokenCount;
  private int sequenceCount;
  private int logitCount;
  private int candidates;

  /**
   * @param maxTokens most tokens
   * @param maxSequences most sequences
   * @param maxLogitRows most rows of logits
   */
  public ForwardBatch(int maxTokens, int maxSequences, int maxLogitRows) {
    tokens = new int[maxTokens];
    positions = new int[maxTokens];
    sequences = new int[maxTokens];
    blockTables = new int[maxSequences][];
    promptTokens = new int[maxSequences];
    logitRows = new int[maxLogitRows];
  }

  public void clear() {
    tokenCount = 0;
    sequenceCount = 0;
    logitCount = 0;
    candidates = 0;
  }

  /** Asks for at least so many of the best tokens of each row of logits. */
  public void wantCandidates(int count) {
    candidates = Math.max(candidates, count);
  }

  /** How many of the best tokens of each row of logits are wanted; 0 for none. */
  public int candidates() {
    return candidates;
  }

  /**
   * Opens the next sequence of the batch.
   *
   * @param blockTable block ids; entry {@code i} holds positions {@code 16 i .. 16 i + 15}. The
   *     array is read during {@code forward} and may be longer than needed.
   */
  public void addSequence(int[] blockTable) {
    addSequence(blockTable, 0);
  }

  /**
   * As {@link #addSequence(int[])}, for models whose positions depend on the sequence's length.
   *
   * @param promptLength tokens that were there before the first was generated, whether or not they
   *     are in this batch
   */
  public void addSequence(int[] blockTable, int promptLength) {
    promptTokens[sequenceCount] = promptLength;
    blockTables[sequenceCount++] = blockTable;
  }

  /** Adds a token to the sequence opened last. Returns its row in the batch. */
  public int addToken(int token, int position, boolean wantsLogits) {
    int row = tokenCount++;
    tokens[row] = token;
    positions[row] = position;
    sequences[row] = sequenceCount - 1;
    if (wantsLogits) {
      logitRows[logitCount++] = row;
    }
    return row;
  }

  @Override
  public int tokenCount() {
    return tokenCount;
  }

  public int sequenceCount() {
    return sequenceCount;
  }

  public int logitCount() {
    return logitCount;
  }

  /** Whether each token is a sequence's only one and its logits are wanted: a step of decoding. */
  boolean continuesEachSequence() {
    return tokenCount == sequenceCount && tokenCount == logitCount;
  }

  public int token(int row) {
    return tokens[row];
  }

  @Override
  public int position(int row) {
    return positions[row];
  }

  public int sequence(int row) {
    return sequences[row];
  }

  @Override
  public int[] blockTableOf(int row) {
    return blockTables[sequences[row]];
  }

  public int[] blockTable(int sequence) {
    return blockTables[sequence];
  }

  /** Tokens of a sequence's prompt. */
  public int promptTokens(int sequence) {
    return promptTokens[sequence];
  }

  /** Batch row of the {@code index}-th row of logits. */
  public int logitRow(int index) {
    return logitRows[index];
  }
}
