package dev.sluice.standalone.measure;

import dev.sluice.engine.model.Decoder;
import dev.sluice.standalone.measure.BenchmarkCase.Kind;
import dev.sluice.standalone.measure.DecoderRun.Rows;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/**
 * Times prefill and decode as llama-bench does: random tokens, a fresh sequence per repetition, the
 * prompt in batches with logits of its last token only, then one token per step with its logits.
 * Sampling is not part of it. Each test is warmed up until the compiler is done with it: whole runs
 * for {@link #WARM_UP_NANOS}, then as long as one of the last {@link #STEADY_RUNS} was clearly
 * faster than all before, for {@link #LONGEST_WARM_UP_NANOS} at most.
 */
public final class DecoderBenchmark {
  private static final long SEED = 42;
  private static final long WARM_UP_NANOS = 1_000_000_000L;
  private static final long LONGEST_WARM_UP_NANOS = 15_000_000_000L;
  private static final int STEADY_RUNS = 3;
  private static final double CLEARLY_FASTER = 0.98;

  private final Decoder decoder;
  private final int batchTokens;
  private final LongSupplier nanoTime;
  private final DecoderRun run;
  private final float[] logits;

  /**
   * @param batchTokens tokens per prefill step, 0 for as many as the decoder takes
   */
  public DecoderBenchmark(Decoder decoder, int batchTokens) {
    this(decoder, batchTokens, System::nanoTime);
  }

  DecoderBenchmark(Decoder decoder, int batchTokens, LongSupplier nanoTime) {
    this.decoder = decoder;
    int most = decoder.maxBatchTokens();
    this.batchTokens = batchTokens == 0 ? most : Math.min(batchTokens, most);
    this.nanoTime = nanoTime;
    this.run = new DecoderRun(decoder);
    this.logits = new float[decoder.description().vocabSize()];
  }

  /**
   * @throws MeasureException when the test does not fit the context
   */
  public BenchmarkResult measure(BenchmarkCase test, int repetitions) {
    int capacity = DecoderRun.capacityTokens(decoder);
    if (test.tokens() + test.depth() > capacity) {
      throw new MeasureException(
          "The test " + test.label() + " needs more than the context of " + capacity + " tokens.");
    }
    int[] ids = randomIds(test.tokens() + test.depth());
    warmUp(test, ids);
    double[] rates = new double[repetitions];
    for (int i = 0; i < repetitions; i++) {
      rates[i] = test.tokens() * 1e9 / Math.max(1, timedNanos(test, ids));
    }
    return new BenchmarkResult(test, rates);
  }

  private void warmUp(BenchmarkCase test, int[] ids) {
    long start = nanoTime.getAsLong();
    double fastest = Double.POSITIVE_INFINITY;
    int steady = 0;
    long passed;
    do {
      long nanos = timedNanos(test, ids);
      steady = nanos < CLEARLY_FASTER * fastest ? 0 : steady + 1;
      fastest = Math.min(fastest, nanos);
      passed = nanoTime.getAsLong() - start;
    } while (passed < WARM_UP_NANOS || (steady < STEADY_RUNS && passed < LONGEST_WARM_UP_NANOS));
  }

  private long timedNanos(BenchmarkCase test, int[] ids) {
    run.restart(test.depth() + (test.kind() == Kind.PREFILL ? test.tokens() : 0));
    prefill(ids, 0, test.depth(), Rows.NONE);
    long start = nanoTime.getAsLong();
    if (test.kind() == Kind.PREFILL) {
      prefill(ids, test.depth(), test.tokens(), Rows.LAST);
    } else {
      for (int i = 0; i < test.tokens(); i++) {
        run.feed(ids, test.depth() + i, 1, Rows.LAST);
        decoder.logits(0, logits);
      }
    }
    return nanoTime.getAsLong() - start;
  }

  private void prefill(int[] ids, int from, int count, Rows lastRows) {
    for (int done = 0; done < count; done += batchTokens) {
      int step = Math.min(batchTokens, count - done);
      boolean isLast = done + step == count;
      run.feed(ids, from + done, step, isLast ? lastRows : Rows.NONE);
      if (isLast && lastRows == Rows.LAST) {
        decoder.logits(0, logits);
      }
    }
  }

  private int[] randomIds(int count) {
    SplittableRandom random = new SplittableRandom(SEED);
    return random.ints(count, 0, decoder.description().vocabSize()).toArray();
  }
}
