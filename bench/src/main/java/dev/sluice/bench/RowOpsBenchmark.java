package dev.sluice.bench;

import dev.sluice.engine.compute.KvCache;
import dev.sluice.engine.model.ForwardBatch;
import dev.sluice.engine.tensor.Tensor;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * The operations that go over each token's row by itself: norms, rotary positions, residuals,
 * biases, copies, and keys and values on their way into the cache. Rows are Llama 3.2 1B's residual
 * stream, or {@code -p columns=576} for SmolLM2-135M's; heads are 64 wide, a quarter of them for
 * keys and values.
 *
 * <p>GB/s are {@code tokens * columns * 4 * (tensors read + tensors written)} over 1000 times the
 * microseconds, from a cache; {@code add} reads two tensors and writes one, a norm of a whole row
 * one and one. One token's time is for a good part the call itself.
 *
 * <p>Run: {@code bench/jmh.sh RowOpsBenchmark}, some eight minutes; one cell: {@code bench/jmh.sh
 * RowOpsBenchmark.rmsNorm -p tokens=64 -p backend=vector}
 */
public class RowOpsBenchmark extends KernelBenchmark {
  private static final int HEAD_DIM = 64;
  private static final float EPSILON = 1e-5f;

  @Param({"1", "64"})
  private int tokens;

  @Param({"2048"})
  private int columns;

  @Param({"vector", "scalar"})
  private String backend;

  private int heads;
  private Tensor x;
  private Tensor y;
  private Tensor output;
  private Tensor weight;
  private Tensor bias;
  private Tensor headWeight;
  private Tensor angles;
  private Tensor keys;
  private Tensor values;
  private KvCache cache;
  private ForwardBatch batch;
  private int[] rows;
  private float[] factors;

  @Setup(Level.Trial)
  public void fill() {
    open(backend);
    heads = columns / HEAD_DIM;
    y = normal(tokens, columns);
    output = blank(tokens, columns);
    weight = normal(1, columns);
    bias = normal(1, columns);
    headWeight = signs(HEAD_DIM);
    fillAngles();
    fillCache();
    rows = new int[tokens];
    Arrays.setAll(rows, i -> tokens - 1 - i);
    factors = new float[tokens];
    Arrays.fill(factors, 0.5f);
    x = normal(tokens, columns);
  }

  /** Sums grow from call to call; this keeps them small. */
  @Setup(Level.Iteration)
  public void startAnew() {
    refill(x);
    refill(output);
  }

  private void fillAngles() {
    angles = blank(tokens, HEAD_DIM);
    int half = HEAD_DIM / 2;
    float[] row = new float[HEAD_DIM];
    for (int t = 0; t < tokens; t++) {
      for (int i = 0; i < half; i++) {
        double angle = t * Math.pow(10_000, -2.0 * i / HEAD_DIM);
        row[i] = (float) Math.cos(angle);
        row[half + i] = (float) Math.sin(angle);
      }
      compute().write(angles, t, row, HEAD_DIM);
    }
  }

  private void fillCache() {
    int kvHeads = Math.max(1, heads / 4);
    keys = normal(tokens, kvHeads * HEAD_DIM);
    values = normal(tokens, kvHeads * HEAD_DIM);
    int[] table = new int[Math.ceilDiv(tokens, KvCache.BLOCK_TOKENS)];
    Arrays.setAll(table, i -> i);
    cache = compute().allocateKv(table.length, kvHeads, HEAD_DIM);
    batch = new ForwardBatch(tokens, 1, tokens);
    batch.addSequence(table);
    for (int t = 0; t < tokens; t++) {
      batch.addToken(0, t, false);
    }
  }

  @Benchmark
  public Tensor rmsNorm() {
    compute().rmsNorm(x, weight, EPSILON, tokens, output);
    return output;
  }

  @Benchmark
  public Tensor layerNorm() {
    compute().layerNorm(x, weight, bias, EPSILON, tokens, output);
    return output;
  }

  @Benchmark
  public Tensor headRmsNorm() {
    compute().headRmsNorm(x, headWeight, EPSILON, heads, HEAD_DIM, tokens);
    return x;
  }

  @Benchmark
  public Tensor headLayerNorm() {
    compute().headLayerNorm(x, headWeight, null, EPSILON, heads, HEAD_DIM, tokens);
    return x;
  }

  @Benchmark
  public Tensor rope() {
    compute().rope(x, angles, heads, HEAD_DIM, HEAD_DIM / 2, false, tokens);
    return x;
  }

  @Benchmark
  public Tensor ropeInterleaved() {
    compute().rope(x, angles, heads, HEAD_DIM, HEAD_DIM / 2, true, tokens);
    return x;
  }

  @Benchmark
  public Tensor add() {
    compute().add(x, y, tokens);
    return x;
  }

  @Benchmark
  public Tensor addBias() {
    compute().addBias(x, bias, tokens);
    return x;
  }

  /** By -1, which changes no size however often it is multiplied in. */
  @Benchmark
  public Tensor scale() {
    compute().scale(x, -1, tokens);
    return x;
  }

  @Benchmark
  public Tensor copy() {
    compute().copy(x, tokens, output);
    return output;
  }

  @Benchmark
  public Tensor gather() {
    compute().gather(x, rows, tokens, output);
    return output;
  }

  @Benchmark
  public Tensor scatterAdd() {
    compute().scatterAdd(y, rows, factors, tokens, output);
    return output;
  }

  @Benchmark
  public KvCache storeKv() {
    compute().storeKv(keys, values, cache, batch);
    return cache;
  }
}
