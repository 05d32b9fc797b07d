package dev.sluice.engine.generate;

import static dev.sluice.engine.cache.BlockPool.BLOCK_TOKENS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.compute.HostWork;
import dev.sluice.engine.model.Decoder;
import dev.sluice.engine.model.ForwardBatch;
import dev.sluice.engine.model.ModelDescription;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * A model whose logits are a function of the tokens it finds through the block table. It keeps each
 * token in the slot that the table names, as a real model keeps keys and values, so a wrong table,
 * a block that was given up too early or a prefix that belongs to another prompt changes its
 * answer.
 */
final class FakeDecoder implements Decoder {
  /** Fills a row of logits for the sequence {@code tokens[0 .. length)}. */
  interface Rule {
    void logits(int[] tokens, int length, float[] out);
  }

  private static final int NOTHING = -1;

  private final Rule rule;
  private final int[] slots;
  private final int blockCount;
  private final int maxBatchTokens;
  private final int maxLogitRows;
  private final float[][] rows;
  private final int[] scratch;
  private int candidates;
  int forwards;
  int computedTokens;
  int largestBatch;
  Throwable nextFailure;
  int mostCandidates;
  final AtomicInteger rowsRead = new AtomicInteger();
  boolean isClosed;
  Runnable beforeForward = () -> {};

  /** Called with a row's index before it is read, by the thread that reads. */
  IntConsumer beforeRow = index -> {};

  /** Whose threads help to choose tokens; null for none. */
  ComputeBackend threads;

  FakeDecoder(Rule rule, int blockCount, int maxBatchTokens, int maxLogitRows) {
    this.rule = rule;
    this.blockCount = blockCount;
    this.maxBatchTokens = maxBatchTokens;
    this.maxLogitRows = maxLogitRows;
    this.slots = new int[blockCount * BLOCK_TOKENS];
    Arrays.fill(slots, NOTHING);
    this.scratch = new int[slots.length];
    this.rows = new float[maxLogitRows][ByteTokenizer.SIZE];
  }

  /** Logits that look random and depend on every token and its place. */
  static void hashed(int[] tokens, int length, float[] out) {
    long hash = 17;
    for (int i = 0; i < length; i++) {
      hash = mix(hash * 31 + tokens[i]);
    }
    for (int id = 0; id < out.length; id++) {
      out[id] = (mix(hash + id) >>> 40) / (float) (1 << 20);
    }
  }

  /** Logits that favour one of four letters by the last two tokens: greedy decoding goes round. */
  static void circling(int[] tokens, int length, float[] out) {
    hashed(tokens, length, out);
    long recent = 31L * tokens[length - 1] + (length > 1 ? tokens[length - 2] : 0);
    out['a' + (int) (mix(recent) & 3)] += 20;
  }

  /** Logits that make greedy decoding say {@code script} after {@code promptLength} tokens. */
  static Rule scripted(int promptLength, int... script) {
    return (tokens, length, out) -> {
      Arrays.fill(out, 0);
      out[script[Math.min(length - promptLength, script.length - 1)]] = 5;
    };
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  @Override
  public ModelDescription description() {
    return new ModelDescription(
        "fake", "fake", "F32", 1, 1, ByteTokenizer.SIZE, 512, 512, "digest", "fake");
  }

  @Override
  public int blockCount() {
    return blockCount;
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
    beforeForward.run();
    forwards++;
    computedTokens += batch.tokenCount();
    largestBatch = Math.max(largestBatch, batch.tokenCount());
    Throwable failure = nextFailure;
    nextFailure = null;
    switch (failure) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case null, default -> {}
    }
    for (int row = 0; row < batch.tokenCount(); row++) {
      slots[slot(batch, row, batch.position(row))] = batch.token(row);
    }
    for (int i = 0; i < batch.logitCount(); i++) {
      int row = batch.logitRow(i);
      int length = batch.position(row) + 1;
      for (int position = 0; position < length; position++) {
        scratch[position] = slots[slot(batch, row, position)];
      }
      rule.logits(scratch, length, rows[i]);
    }
    candidates = batch.candidates();
  }

  @Override
  public int mostCandidates() {
    return mostCandidates;
  }

  @Override
  public int candidates(int index, int[] ids, float[] logits) {
    assertThat(candidates).as("candidates asked for").isBetween(1, mostCandidates);
    return CandidatesTest.pick(rows[index], candidates, ids, logits);
  }

  private static int slot(ForwardBatch batch, int row, int position) {
    int block = batch.blockTable(batch.sequence(row))[position / BLOCK_TOKENS];
    return block * BLOCK_TOKENS + position % BLOCK_TOKENS;
  }

  @Override
  public void logits(int index, float[] out) {
    beforeRow.accept(index);
    rowsRead.incrementAndGet();
    System.arraycopy(rows[index], 0, out, 0, ByteTokenizer.SIZE);
  }

  @Override
  public int workers() {
    return threads == null ? 1 : threads.workers();
  }

  @Override
  public void runOnWorkers(HostWork work, int items) {
    if (threads == null) {
      Decoder.super.runOnWorkers(work, items);
    } else {
      threads.runOnWorkers(work, items);
    }
  }

  @Override
  public void close() {
    isClosed = true;
  }
}
