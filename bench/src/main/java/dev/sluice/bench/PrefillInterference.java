package dev.sluice.bench;

import dev.sluice.contract.SamplingSpec;
import dev.sluice.engine.generate.Batching;
import dev.sluice.engine.generate.EngineSettings;
import dev.sluice.engine.generate.Engines;
import dev.sluice.engine.generate.InferenceEngine;
import dev.sluice.engine.model.DecoderOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * The time between two tokens of four running streams while a prompt of 2000 tokens comes in, by
 * how many tokens of it a step takes. {@code bench/engine.sh prefill} runs it.
 */
public final class PrefillInterference {
  private static final int STREAMS = 4;
  private static final int PROMPT = 2000;
  private static final int ROUNDS = 3;
  private static final int[] CHUNKS = {0, 32, 64, 128, 256};
  private static final long CACHE_BYTES = 512L << 20;

  private final Random random = new Random(5);
  private final List<Long> quietGaps = new ArrayList<>();
  private final List<Long> busyGaps = new ArrayList<>();
  private final List<Long> promptNanos = new ArrayList<>();

  private PrefillInterference() {}

  /**
   * @param args a model, then chunk sizes (0: by time), those of {@link #CHUNKS} if absent
   */
  public static void main(String[] args) throws InterruptedException {
    System.out.printf(
        "%5s  %26s  %26s  %s%n",
        "chunk", "alone p50 / p99 / max ms", "beside p50 / p99 / max ms", "prompt s");
    int[] chunks = Arrays.stream(args).skip(1).mapToInt(Integer::parseInt).toArray();
    for (int chunk : chunks.length == 0 ? CHUNKS : chunks) {
      DecoderOptions options = new DecoderOptions("auto", 0, 4096, CACHE_BYTES, 256, 64);
      Batching batching = new Batching(16, 1 << 20, chunk, 0);
      try (InferenceEngine engine =
          Engines.start(new EngineSettings(Path.of(args[0]), null, options, batching, "bench"))) {
        PrefillInterference measurement = new PrefillInterference();
        measurement.round(engine); // warms up
        measurement.forget();
        for (int i = 0; i < ROUNDS; i++) {
          measurement.round(engine);
        }
        measurement.report(chunk);
      }
    }
  }

  private void round(InferenceEngine engine) throws InterruptedException {
    TimedStream[] running = new TimedStream[STREAMS];
    for (int i = 0; i < STREAMS; i++) {
      running[i] = TimedStream.submit(engine, ids(64), 3000, SamplingSpec.greedy());
    }
    for (TimedStream stream : running) {
      stream.awaitStart();
    }
    TimedStream.submit(engine, ids(1), 60, SamplingSpec.greedy()).await();
    long arrival = System.nanoTime();
    TimedStream prompt = TimedStream.submit(engine, ids(PROMPT), 1, SamplingSpec.greedy());
    long end = prompt.await().nanos.getFirst();
    promptNanos.add(end - arrival);
    for (TimedStream stream : running) {
      stream.cancel();
      gaps(stream.nanos, arrival, end);
    }
  }

  private int[] ids(int count) {
    return random.ints(count, 100, 10_000).toArray();
  }

  private void gaps(List<Long> nanos, long arrival, long end) {
    for (int i = 10; i < nanos.size(); i++) {
      long gap = nanos.get(i) - nanos.get(i - 1);
      if (nanos.get(i) <= arrival) {
        quietGaps.add(gap);
      } else if (nanos.get(i - 1) <= end) {
        busyGaps.add(gap);
      }
    }
  }

  private void forget() {
    quietGaps.clear();
    busyGaps.clear();
    promptNanos.clear();
  }

  private void report(int chunk) {
    System.out.printf(
        "%5s  %26s  %26s  %.2f%n",
        chunk == 0 ? "time" : chunk,
        percentiles(quietGaps),
        percentiles(busyGaps),
        at(promptNanos, 0.5) / 1e9);
  }

  private static String percentiles(List<Long> gaps) {
    return "%.1f / %.1f / %.1f"
        .formatted(at(gaps, 0.5) / 1e6, at(gaps, 0.99) / 1e6, at(gaps, 1) / 1e6);
  }

  private static double at(List<Long> values, double quantile) {
    long[] sorted = values.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1L, Math.round(quantile * sorted.length))];
  }
}
