package dev.sluice.engine.compute.vector;

import dev.sluice.engine.compute.AttentionSpec;
import dev.sluice.engine.compute.KvCache;
import dev.sluice.engine.compute.TokenBatch;
import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.Tensor;
import java.util.Arrays;

/**
 * Attention over paged keys and values. An item is some heads that share keys, or one of them where
 * that leaves no worker idle, for some tokens of one sequence that follow each other, so that keys
 * and values come into the cache once for all of them. The results do not depend on how the work is
 * divided.
 */
final class AttentionJob implements WorkerTeam.Job {
  /** More tokens make scores larger, and gain little. */
  private static final int MOST_TOKENS = 8;

  /** Heads times tokens of an item: each has its own scores. */
  private static final int MOST_ROWS = 32;

  /** Items per worker from which on it does not matter that they may not divide evenly. */
  private static final int PLENTY = 4;

  /** Time of one head's scores and sum; of reading keys and values, and of widening them. */
  private static final int HEAD_TIME = 4;

  private static final int READING_TIME = 1;
  private static final int WIDENING_TIME = 4;

  private final AttentionRun[] workers;
  private Tensor q;
  private KvCache cache;
  private AttentionSpec spec;
  private TokenBatch batch;
  private Tensor out;
  private int heads;

  /** First token of each run of tokens, and the end of the last. */
  private int[] starts = new int[65];

  private int runs;

  AttentionJob(Scratch[] scratch) {
    workers = Arrays.stream(scratch).map(AttentionRun::new).toArray(AttentionRun[]::new);
  }

  void bind(Tensor q, KvCache cache, AttentionSpec spec, TokenBatch batch, Tensor out) {
    this.q = q;
    this.cache = cache;
    this.spec = spec;
    this.batch = batch;
    this.out = out;
    heads = spec.headsPerKv();
    int tokens = Math.clamp(MOST_ROWS / heads, 1, MOST_TOKENS);
    findRuns(tokens);
    while (tokens > 1 && runs * spec.kvHeads() < PLENTY * workers.length) {
      tokens /= 2;
      findRuns(tokens);
    }
    if (time(1) < time(heads)) {
      heads = 1;
    }
  }

  /** Of the busiest worker. */
  private int time(int headsOfItem) {
    int items = runs * spec.heads() / headsOfItem;
    int once = cache.keys().type() == ElementType.F16 ? WIDENING_TIME : READING_TIME;
    return Math.ceilDiv(items, workers.length) * (once + headsOfItem * HEAD_TIME);
  }

  /** Neighbours of one sequence, at most so many. */
  private void findRuns(int most) {
    int tokens = batch.tokenCount();
    if (starts.length <= tokens) {
      starts = new int[tokens + 1];
    }
    runs = 0;
    for (int t = 0; t < tokens; t++) {
      boolean isNext =
          t > 0
              && t - starts[runs - 1] < most
              && batch.blockTableOf(t) == batch.blockTableOf(t - 1);
      if (!isNext) {
        starts[runs++] = t;
      }
    }
    starts[runs] = tokens;
  }

  int items() {
    return runs * (spec.heads() / heads);
  }

  @Override
  public void run(int worker, int item) {
    int run = item % runs;
    AttentionRun attention = workers[worker];
    // One stream's may stay from step to step, and a prompt's were just written or read.
    boolean isFromMemory = runs > workers.length && starts[run + 1] - starts[run] == 1;
    attention.bind(q, cache, spec, batch, out, isFromMemory);
    attention.attend(starts[run], starts[run + 1], item / runs * heads, heads);
  }
}
