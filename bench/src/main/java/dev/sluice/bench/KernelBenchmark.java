package dev.sluice.bench;

import dev.sluice.engine.compute.Backends;
import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.compute.Weight;
import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What benchmarks of a backend's operations share: microseconds per call, the launcher's flags for
 * the Vector API, a backend, and tensors of random numbers in it. At the end every tensor must hold
 * ordinary numbers, for an operation over subnormal ones or NaN takes a time of its own.
 *
 * <p>Public for the code that JMH generates. The scalar backend, the executable specification, has
 * one thread whatever is asked for.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgs = {
      "--add-modules=jdk.incubator.vector",
      "--enable-native-access=ALL-UNNAMED",
      "-Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0"
    })
public abstract class KernelBenchmark {
  private final Random random = new Random(1);
  private final List<Tensor> tensors = new ArrayList<>();
  private final List<Weight> weights = new ArrayList<>();
  private ComputeBackend compute;

  /** Threads of the backend; 0 for as many as there are processors. */
  @Param("0")
  private int threads;

  /** Comes first in a benchmark's set-up. */
  final void open(String backend) {
    int wanted = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    compute = Backends.choose(backend).provider().open(wanted);
  }

  final ComputeBackend compute() {
    return compute;
  }

  /** For an operation to fill. */
  final Tensor blank(int rows, int columns) {
    Tensor tensor = compute.allocate("benchmark", rows, columns);
    tensors.add(tensor);
    return tensor;
  }

  /** Normally distributed, about 0 with variance 1. */
  final Tensor normal(int rows, int columns) {
    Tensor tensor = blank(rows, columns);
    refill(tensor);
    return tensor;
  }

  /** Other numbers of the same kind. */
  final void refill(Tensor tensor) {
    float[] row = new float[tensor.columns()];
    for (int t = 0; t < tensor.rows(); t++) {
      for (int i = 0; i < row.length; i++) {
        row[i] = (float) random.nextGaussian();
      }
      compute.write(tensor, t, row, row.length);
    }
  }

  /** One row of 1 and -1: factors that change no size, however often they are multiplied in. */
  final Tensor signs(int columns) {
    Tensor tensor = blank(1, columns);
    float[] row = new float[columns];
    for (int i = 0; i < columns; i++) {
      row[i] = random.nextBoolean() ? 1 : -1;
    }
    compute.write(tensor, 0, row, columns);
    return tensor;
  }

  /**
   * Random codes. Every 16 bits are a half of 0.06 to 0.12 with a sign, and an ordinary number as
   * bfloat16 and as the upper part of a float: whatever of them is a scale, it is an ordinary one.
   */
  final Weight weight(ElementType type, int rows, int columns) {
    long bytes = rows * type.rowBytes(columns);
    try (Arena arena = Arena.ofShared()) {
      MemorySegment data = arena.allocate(bytes, 64);
      for (long at = 0; at + 2 <= bytes; at += 2) {
        data.set(ValueLayout.JAVA_SHORT, at, (short) (random.nextInt() & 0x83FF | 0x2C00));
      }
      Weight weight = compute.prepare(Tensor.packed("weight", type, rows, columns, data));
      weights.add(weight);
      return weight;
    }
  }

  @TearDown(Level.Trial)
  public void close() {
    tensors.forEach(this::requireOrdinary);
    weights.forEach(Weight::close);
    compute.close();
  }

  private void requireOrdinary(Tensor tensor) {
    float[] row = new float[tensor.columns()];
    for (int t = 0; t < tensor.rows(); t++) {
      compute.read(tensor, t, row, row.length);
      for (float x : row) {
        if (!Float.isFinite(x) || x != 0 && Math.abs(x) < Float.MIN_NORMAL) {
          throw new IllegalStateException("the benchmark came to compute with " + x);
        }
      }
    }
  }
}
