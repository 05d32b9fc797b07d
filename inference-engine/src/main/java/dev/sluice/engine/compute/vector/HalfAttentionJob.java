package dev.sluice.engine.compute.vector;

import dev.sluice.engine.compute.AttentionSpec;
import dev.sluice.engine.compute.KvCache;
import dev.sluice.engine.compute.TokenBatch;
import dev.sluice.engine.tensor.Tensor;
import java.util.Arrays;

/**
 * Attention over keys and values kept as halves: {@link AttentionJob}'s arithmetic after they have
 * been widened, bit for bit. An item is some heads that share keys, for some tokens of one sequence
 * that follow each other, so that what is widened once serves all of them.
 */
final class HalfAttentionJob implements WorkerTeam.Job {
  /** Widening is then a tenth of a token's work; more tokens make scores larger. */
  private static final int MOST_TOKENS = 8;

  /** Heads times tokens of an item: each has its own scores. */
  private static final int MOST_ROWS = 32;

  /** Items per worker from which on it does not matter that they may not divide evenly. */
  private static final int PLENTY = 4;

  private final HalfAttention[] workers;
  private Tensor q;
  private KvCache cache;
  private AttentionSpec spec;
  private TokenBatch batch;
  private Tensor out;
  private int heads;

  /** First token of each run of tokens, and the end of the last. */
  private int[] starts = new int[65];

  private int runs;

  HalfAttentionJob(Scratch[] scratch) {
    workers = Arrays.stream(scratch).map(HalfAttention::new).toArray(HalfAttention[]::new);
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
    if (turns(1) < turns(heads)) {
      heads = 1;
    }
  }

  /** Time of the busiest worker: widening takes about as long as one head's scores and sum. */
  private int turns(int headsOfItem) {
    int items = runs * spec.heads() / headsOfItem;
    return Math.ceilDiv(items, workers.length) * (1 + headsOfItem);
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
    HalfAttention attention = workers[worker];
    // One stream's may stay from step to step, and a prompt's were just written or read.
    boolean isFromMemory = runs > workers.length && starts[run + 1] - starts[run] == 1;
    attention.bind(q, cache, spec, batch, out, isFromMemory);
    attention.attend(starts[run], starts[run + 1], item / runs * heads, heads);
  }
}
