package dev.sluice.bench;

import dev.sluice.contract.SamplingSpec;
import dev.sluice.engine.compute.HostWork;
import dev.sluice.engine.sampling.Sampler;
import dev.sluice.engine.sampling.StreamSampling;
import dev.sluice.engine.tensor.Tensor;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * The tokens of one step of several streams, chosen on the backend's threads as the engine does it:
 * a row of SmolLM2's (49152) or Llama 3's (128256) logits for each is read and sampled.
 *
 * <p>Run: {@code bench/jmh.sh StepChoiceBenchmark -p threads=1,2}, some two minutes.
 */
public class StepChoiceBenchmark extends KernelBenchmark implements HostWork {
  @Param({"49152", "128256"})
  private int vocabulary;

  @Param({"2", "16"})
  private int streams;

  private final StreamSampling greedy = new StreamSampling(SamplingSpec.greedy());
  private final StreamSampling temperature =
      new StreamSampling(new SamplingSpec(1, 0, 1, 0, 1, 0, 0, Map.of(), 7));
  private final AtomicInteger next = new AtomicInteger();
  private StreamSampling sampling;
  private Tensor logits;
  private Sampler[] samplers;
  private float[][] rows;
  private int[] tokens;
  private long position;

  @Setup(Level.Trial)
  public void fill() {
    open("vector");
    logits = normal(streams, vocabulary);
    tokens = new int[streams];
    samplers = new Sampler[Math.min(streams, compute().workers())];
    rows = new float[samplers.length][vocabulary];
    for (int i = 0; i < samplers.length; i++) {
      samplers[i] = new Sampler(vocabulary);
    }
  }

  @Benchmark
  public int[] greedy() {
    return choose(greedy);
  }

  @Benchmark
  public int[] temperature() {
    return choose(temperature);
  }

  private int[] choose(StreamSampling how) {
    sampling = how;
    position++;
    next.set(0);
    compute().runOnWorkers(this, samplers.length);
    return tokens;
  }

  @Override
  public void run(int helper) {
    for (int t = next.getAndIncrement(); t < streams; t = next.getAndIncrement()) {
      compute().read(logits, t, rows[helper], vocabulary);
      tokens[t] = samplers[helper].sample(rows[helper], sampling, position);
    }
  }
}
