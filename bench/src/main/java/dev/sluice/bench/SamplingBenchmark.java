package dev.sluice.bench;

import dev.sluice.contract.SamplingSpec;
import dev.sluice.engine.sampling.Logprobs;
import dev.sluice.engine.sampling.Sampler;
import dev.sluice.engine.sampling.StreamSampling;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One token chosen from a row of logits of SmolLM2 (49152) or Llama 3 (128256), and the logarithms
 * of its probabilities. The result is the same on every machine, hence no backends; where the JVM
 * has the Vector API, it takes over during the warm-up.
 *
 * <p>Giga logits per second are {@code vocabulary} over 1000 times the microseconds, four bytes
 * each.
 *
 * <p>Run: {@code bench/jmh.sh SamplingBenchmark}, some four minutes; one cell: {@code bench/jmh.sh
 * SamplingBenchmark.topKTopP -p vocabulary=128256 -p certainty=SURE}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SamplingBenchmark {
  /** How the probabilities fall, which decides how much of the order top-p needs. */
  public enum Certainty {
    /** With the inverse square of the rank: a dozen tokens have 95 % of the mass. */
    SURE,
    /** Normally distributed logits of deviation 3: it takes thousands of tokens. */
    UNSURE
  }

  @Param({"49152", "128256"})
  private int vocabulary;

  @Param private Certainty certainty;

  private final StreamSampling greedy = new StreamSampling(SamplingSpec.greedy());
  private final StreamSampling temperature = sampling(0, 1, 0);
  private final StreamSampling topK = sampling(40, 1, 0);
  private final StreamSampling topKTopP = sampling(40, 0.95f, 0);
  private final StreamSampling topP = sampling(0, 0.95f, 0);
  private final StreamSampling minP = sampling(0, 1, 0.05f);
  private float[] logits;
  private Sampler sampler;
  private Logprobs logprobs;
  private long position;

  @Setup(Level.Trial)
  public void fill() {
    logits = certainty == Certainty.SURE ? inverseSquares(vocabulary) : normal(vocabulary);
    sampler = new Sampler(vocabulary);
    logprobs = new Logprobs(vocabulary);
  }

  private static StreamSampling sampling(int topK, float topP, float minP) {
    return new StreamSampling(new SamplingSpec(0.8f, topK, topP, minP, 1, 0, 0, Map.of(), 7));
  }

  private static float[] inverseSquares(int count) {
    List<Float> values = new ArrayList<>();
    for (int rank = 1; rank <= count; rank++) {
      values.add((float) (-2 * Math.log(rank)));
    }
    Collections.shuffle(values, new Random(1));
    float[] row = new float[count];
    for (int i = 0; i < count; i++) {
      row[i] = values.get(i);
    }
    return row;
  }

  private static float[] normal(int count) {
    Random random = new Random(1);
    float[] row = new float[count];
    for (int i = 0; i < count; i++) {
      row[i] = (float) (3 * random.nextGaussian());
    }
    return row;
  }

  @Benchmark
  public int greedy() {
    return sampler.sample(logits, greedy, position++);
  }

  @Benchmark
  public int temperature() {
    return sampler.sample(logits, temperature, position++);
  }

  @Benchmark
  public int topK() {
    return sampler.sample(logits, topK, position++);
  }

  @Benchmark
  public int topKTopP() {
    return sampler.sample(logits, topKTopP, position++);
  }

  @Benchmark
  public int topP() {
    return sampler.sample(logits, topP, position++);
  }

  @Benchmark
  public int minP() {
    return sampler.sample(logits, minP, position++);
  }

  /** Of the chosen token and five alternatives. */
  @Benchmark
  public double logprobs() {
    logprobs.read(logits, 5);
    return logprobs.of(0) + logprobs.of(logprobs.topId(4));
  }
}
