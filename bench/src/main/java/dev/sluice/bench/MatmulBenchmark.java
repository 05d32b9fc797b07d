package dev.sluice.bench;

import dev.sluice.engine.compute.Backends;
import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.compute.Weight;
import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One matrix product of a 2048 x 2048 weight, by element type and number of tokens, scalar and
 * vector. Multiply-adds per second are {@code tokens * 4.19e6} over the time.
 *
 * <p>Run: {@code bench/jmh.sh MatmulBenchmark -p type=Q4_0 -p tokens=1,64 -p backend=vector}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgs = {
      "--add-modules=jdk.incubator.vector",
      "--enable-native-access=ALL-UNNAMED",
      "-Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0"
    })
public class MatmulBenchmark {
  private static final int WIDTH = 2048;

  @Param({"F32", "F16", "Q8_0", "Q4_0", "Q4_K", "Q6_K"})
  private ElementType type;

  @Param({"1", "4", "64", "256"})
  private int tokens;

  @Param({"vector", "scalar"})
  private String backend;

  private ComputeBackend compute;
  private Weight weight;
  private Tensor input;
  private Tensor output;

  @Setup(Level.Trial)
  public void open() {
    compute = Backends.choose(backend).provider().open(Runtime.getRuntime().availableProcessors());
    weight = compute.prepare(zeroScaled());
    input = compute.allocate("x", tokens, WIDTH);
    output = compute.allocate("out", tokens, WIDTH);
    Random random = new Random(1);
    float[] row = new float[WIDTH];
    for (int t = 0; t < tokens; t++) {
      for (int i = 0; i < WIDTH; i++) {
        row[i] = (float) random.nextGaussian();
      }
      compute.write(input, t, row, WIDTH);
    }
  }

  /**
   * Random codes; what the scales are does not change the time as long as sums stay ordinary
   * numbers.
   */
  private Tensor zeroScaled() {
    long bytes = WIDTH * type.rowBytes(WIDTH);
    MemorySegment data = Arena.ofAuto().allocate(bytes, 64);
    Random random = new Random(2);
    for (long at = 0; at + 2 <= bytes; at += 2) {
      data.set(ValueLayout.JAVA_SHORT, at, (short) (random.nextInt() & 0x3BFF));
    }
    return Tensor.packed("weight", type, WIDTH, WIDTH, data);
  }

  @Benchmark
  public Tensor product() {
    compute.matmul(input, weight, tokens, output);
    return output;
  }

  @TearDown(Level.Trial)
  public void close() {
    weight.close();
    compute.close();
  }
}
