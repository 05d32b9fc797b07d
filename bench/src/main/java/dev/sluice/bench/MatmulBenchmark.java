package dev.sluice.bench;

import dev.sluice.engine.compute.Weight;
import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * One matrix product of a 2048 x 2048 weight, by element type and number of tokens. {@code
 * vector-int8} differs from {@code vector} for weights of four to six bits only.
 *
 * <p>Giga multiply-adds per second are {@code tokens * 4194} over the microseconds. The weight
 * stays in the third-level cache, so one token's GB/s ({@code 4.2e6 * blockBytes / blockElements}
 * bytes; {@code / 1e3} over the microseconds) are not those of a model that streams from memory.
 *
 * <p>Run: {@code bench/jmh.sh MatmulBenchmark}, some seven minutes; one cell: {@code bench/jmh.sh
 * MatmulBenchmark -p type=Q4_0 -p tokens=64 -p backend=vector}. {@code -p} takes any other element
 * type and number of tokens.
 */
public class MatmulBenchmark extends KernelBenchmark {
  private static final int WIDTH = 2048;

  @Param({"F16", "Q8_0", "Q4_0", "Q4_1", "Q4_K", "Q5_0", "Q6_K"})
  private ElementType type;

  @Param({"1", "64"})
  private int tokens;

  @Param({"vector", "vector-int8", "scalar"})
  private String backend;

  private Weight weight;
  private Tensor input;
  private Tensor output;

  @Setup(Level.Trial)
  public void fill() {
    open(backend);
    weight = weight(type, WIDTH, WIDTH);
    input = normal(tokens, WIDTH);
    output = blank(tokens, WIDTH);
  }

  @Benchmark
  public Tensor product() {
    compute().matmul(input, weight, tokens, output);
    return output;
  }
}
