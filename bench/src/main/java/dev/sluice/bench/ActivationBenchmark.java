package dev.sluice.bench;

import dev.sluice.engine.compute.Activation;
import dev.sluice.engine.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Activations of the feed-forward layers of SmolLM2-135M (1536) and Llama 3.2 1B (8192), and the
 * soft cap. They work in place, and again and again they would end in zeroes or infinities, so each
 * call first copies its input: take {@link #copy} off the other times.
 *
 * <p>Giga components per second are {@code tokens * columns} over 1000 times the microseconds;
 * eight bytes of memory traffic each, twelve for a gate.
 *
 * <p>Run: {@code bench/jmh.sh ActivationBenchmark}, some twelve minutes; one cell: {@code
 * bench/jmh.sh 'ActivationBenchmark.(copy|siluGate)' -p tokens=64 -p columns=8192 -p
 * backend=vector}
 */
public class ActivationBenchmark extends KernelBenchmark {
  @Param({"1", "64"})
  private int tokens;

  @Param({"1536", "8192"})
  private int columns;

  @Param({"vector", "scalar"})
  private String backend;

  private Tensor input;
  private Tensor up;
  private Tensor x;

  @Setup(Level.Trial)
  public void fill() {
    open(backend);
    input = normal(tokens, columns);
    up = normal(tokens, columns);
    x = blank(tokens, columns);
  }

  @Benchmark
  public Tensor copy() {
    compute().copy(input, tokens, x);
    return x;
  }

  @Benchmark
  public Tensor siluGate() {
    return gate(Activation.SILU);
  }

  @Benchmark
  public Tensor geluTanhGate() {
    return gate(Activation.GELU_TANH);
  }

  @Benchmark
  public Tensor gelu() {
    return activate(Activation.GELU);
  }

  @Benchmark
  public Tensor geluTanh() {
    return activate(Activation.GELU_TANH);
  }

  @Benchmark
  public Tensor quickGelu() {
    return activate(Activation.QUICK_GELU);
  }

  @Benchmark
  public Tensor relu() {
    return activate(Activation.RELU);
  }

  @Benchmark
  public Tensor reluSquared() {
    return activate(Activation.RELU_SQUARED);
  }

  @Benchmark
  public Tensor softcap() {
    compute().copy(input, tokens, x);
    compute().softcap(x, 30, tokens);
    return x;
  }

  private Tensor gate(Activation f) {
    compute().copy(input, tokens, x);
    compute().activateMultiply(x, up, f, tokens);
    return x;
  }

  private Tensor activate(Activation f) {
    compute().copy(input, tokens, x);
    compute().activate(x, f, tokens);
    return x;
  }
}
