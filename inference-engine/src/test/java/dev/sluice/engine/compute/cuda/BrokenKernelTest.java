package dev.sluice.engine.compute.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.compute.Activation;
import dev.sluice.engine.compute.AttentionSpec;
import dev.sluice.engine.compute.BackendTest;
import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.compute.KvCache;
import dev.sluice.engine.compute.TestBackends;
import dev.sluice.engine.compute.TestWeights;
import dev.sluice.engine.compute.Weight;
import dev.sluice.engine.compute.scalar.ScalarBackend;
import dev.sluice.engine.model.ForwardBatch;
import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Comparing with the scalar backend catches kernels that are broken on purpose, in both orders of
 * threads; and lets the kernels as they are pass.
 */
@Tag("emulated")
@BackendTest
class BrokenKernelTest {
  private static final int TOKENS = 300;
  private static final int WIDTH = 8 * 40;
  private static final int ROWS = 7;

  private static boolean isCompiled;

  @TempDir Path cache;

  static Stream<Arguments> mutants() {
    return Stream.of(ofMatmul(), ofRows(), ofCache(), ofTop(), ofAttention()).flatMap(s -> s);
  }

  private static Stream<Arguments> ofMatmul() {
    KernelUnit matmul = KernelUnit.matmul(ElementType.Q8_0);
    return Stream.of(
        BrokenKernel.of(matmul, "first_row + r, p.rows - 1)", "first_row + r + 1, p.rows - 1)"),
        BrokenKernel.of(matmul, "k += CHUNK", "k += CHUNK + 8"),
        BrokenKernel.of(matmul, "int distance = WARP / 2", "int distance = WARP / 4"),
        BrokenKernel.of(
            matmul, "first_row + r < p.rows && first_token + t < p.n", "first_token + t < p.n"),
        BrokenKernel.of(matmul, "blockIdx.x / tiles", "blockIdx.x"));
  }

  private static Stream<Arguments> ofRows() {
    String barrier = "scratch[warp] = value;\n  __syncthreads();";
    String guard = "if (i >= columns) return;";
    return Stream.of(
        BrokenKernel.of(plain("rms_norm"), barrier, "scratch[warp] = value;"),
        BrokenKernel.of(plain("layer_norm"), barrier, "scratch[warp] = value;"),
        BrokenKernel.of(
            plain("layer_norm"), "fmaf(difference, difference", "fmaf(from[i], from[i]"),
        BrokenKernel.of(plain("rope"), "b * cosine + a * sine", "b * cosine - a * sine"),
        BrokenKernel.of(plain("rope"), "pair / half * head_dim", "pair / half * 2 * half"),
        BrokenKernel.of(plain("activate"), "1.0f + expf(-x)", "1.0f + expf(x)"),
        BrokenKernel.of(plain("activate"), "blockIdx.x * x_stride", "blockIdx.x * columns"),
        BrokenKernel.of(plain("activate_multiply"), "blockIdx.x * up_stride + i", "i"),
        BrokenKernel.of(plain("activate_multiply"), guard, ""),
        BrokenKernel.of(plain("add"), "* y_stride + i", "* x_stride + i"),
        BrokenKernel.of(plain("gather"), "rows[blockIdx.x] : blockIdx.x", "0 : blockIdx.x"),
        BrokenKernel.of(plain("gather"), ": blockIdx.x;", ": 0;"),
        BrokenKernel.of(plain("scale"), "blockIdx.x * x_stride", "blockIdx.x * columns"),
        BrokenKernel.of(plain("scatter_add"), "rows[i] * out_stride", "i * out_stride"),
        BrokenKernel.of(plain("scatter_add"), "*target + factors", "factors"),
        BrokenKernel.of(plain("softcap"), "tanhf(*value / cap)", "tanhf(*value)"));
  }

  private static Stream<Arguments> ofCache() {
    KernelUnit storeKv = KernelUnit.storeKv(ElementType.F32);
    return Stream.of(
        BrokenKernel.of(storeKv, "d * BLOCK_TOKENS + slot", "d + slot * head_dim"),
        BrokenKernel.of(storeKv, "if (position < 0) return;", "if (slot > 99) return;"),
        BrokenKernel.of(storeKv, "block * kv_heads + head", "block * kv_heads"));
  }

  private static Stream<Arguments> ofTop() {
    KernelUnit top = plain("top");
    String barrier = "if (lane == 0) scratch[warp] = key;\n  __syncthreads();";
    return Stream.of(
        BrokenKernel.of(top, "~(unsigned int)column;", "(unsigned int)column;"),
        BrokenKernel.of(top, "own[i] < bound && own[i]", "own[i]"),
        BrokenKernel.of(top, "parts[i] < bound && parts[i]", "parts[i]"),
        BrokenKernel.of(top, "(size_t)blockIdx.x * chunks * k", "blockIdx.x * k"),
        BrokenKernel.of(top, barrier, "if (lane == 0) scratch[warp] = key;"));
  }

  private static Stream<Arguments> ofAttention() {
    KernelUnit attention = KernelUnit.attention(40, ElementType.F32);
    return Stream.of(
        BrokenKernel.of(attention, "(dot + bias) * scoring.scale", "dot * scoring.scale + bias"),
        BrokenKernel.of(attention, "position <= tile.last[r];", "position <= tile.last[r] + 1;"),
        BrokenKernel.of(attention, "= from[d];\n  }\n  __syncthreads();", "= from[d];\n  }"),
        BrokenKernel.of(attention, "weights, sums);\n    __syncthreads();", "weights, sums);"),
        BrokenKernel.of(attention, "totals[r * head_dim + d] * old[r]", "totals[r * head_dim + d]"),
        BrokenKernel.of(attention, "part[head_dim] * fresh", "part[head_dim] * old"));
  }

  private static KernelUnit plain(String file) {
    return new KernelUnit(file, List.of());
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void mutant_inBothOrders_isCaught(BrokenKernel mutant) throws IOException {
    compileOnce();
    mutant.isCaught(cache, 1e-3, BrokenKernelTest::difference);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void kernels_asTheyAre_pass(boolean isReversed) {
    EmulatedDriver driver = EmulatedDriver.install();
    driver.reset();
    driver.reverse(isReversed);
    try {
      assertThat(difference()).isLessThan(1e-4);
    } finally {
      driver.reverse(false);
    }
    assertThat(driver.complaints()).isZero();
  }

  private static synchronized void compileOnce() {
    if (!isCompiled) {
      difference();
      isCompiled = true;
    }
  }

  /** Largest difference from the scalar backend; infinite where the device refuses. */
  private static double difference() {
    float[][] expected;
    try (ComputeBackend scalar = new ScalarBackend()) {
      expected = run(scalar);
    }
    try (ComputeBackend device = TestBackends.open()) {
      return largest(expected, run(device));
    } catch (DeviceException e) {
      return Double.POSITIVE_INFINITY;
    }
  }

  private static double largest(float[][] expected, float[][] actual) {
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      for (int k = 0; k < expected[i].length; k++) {
        double difference = Math.abs((double) expected[i][k] - actual[i][k]);
        if (Double.isNaN(difference)) {
          return Double.POSITIVE_INFINITY;
        }
        largest = Math.max(largest, difference);
      }
    }
    return largest;
  }

  /** A block of a transformer with a prompt and one more token far behind it. */
  private static float[][] run(ComputeBackend b) {
    Random random = new Random(3);
    Tensor x = filled(b, TOKENS, WIDTH, random);
    Tensor weight = filled(b, 1, WIDTH, random);
    Tensor normed = b.allocate("normed", TOKENS, WIDTH);
    b.rmsNorm(x, weight, 1e-5f, TOKENS, normed);
    b.layerNorm(normed, weight, null, 1e-5f, TOKENS, normed);
    Tensor keys = b.allocate("keys", TOKENS, 80);
    Tensor values = b.allocate("values", TOKENS, 80);
    try (Weight k = b.prepare(TestWeights.random(ElementType.Q8_0, 80, WIDTH, random));
        Weight v = b.prepare(TestWeights.random(ElementType.Q8_0, 78, WIDTH, random))) {
      b.matmul(normed, k, TOKENS, keys);
      b.matmul(normed, v, TOKENS, values);
    }
    b.scale(keys, 0.02f, TOKENS); // so that the softmax does not magnify rounding
    b.scale(values, 0.02f, TOKENS);
    Tensor angles = filled(b, TOKENS, 20, random);
    b.rope(normed, angles, 8, 40, 10, false, TOKENS);
    b.activate(values, Activation.SILU, TOKENS);
    KvCache cache = b.allocateKv(24, 2, 40);
    ForwardBatch batch = batch(0, TOKENS - 1);
    b.storeKv(keys, values, cache, batch);
    Tensor out = b.allocate("out", TOKENS, WIDTH);
    AttentionSpec spec =
        new AttentionSpec(
            8, 2, 40, 0.2f, 290, 0f, new float[] {0.5f, 0.25f, 0.125f, 0.0625f, 1, 0, 0.75f, 2});
    b.attention(normed, cache, spec, batch, out);
    Tensor last = b.allocate("last", 1, WIDTH);
    b.storeKv(keys, values, cache, batch(TOKENS - 1, 1));
    b.attention(normed, cache, spec, batch(TOKENS - 1, 1), last);
    float[][] rows = new float[TOKENS + 5 + ROWS][WIDTH];
    byRows(b, random, rows);
    rows[TOKENS + 1] = best(b, random);
    Tensor three = b.allocate("three", 8, WIDTH);
    ComputeBackend.Step step =
        rowsOf -> {
          b.storeKv(keys, values, cache, rowsOf);
          b.attention(normed, cache, spec, rowsOf, three);
        };
    b.decode(sequences(4), 8, step); // whose fourth table is what a fourth row would find
    b.decode(sequences(3), 8, step);
    for (int t = 0; t < 3; t++) {
      b.read(three, t, rows[TOKENS + 2 + t], WIDTH);
    }
    for (int t = 0; t < TOKENS - 1; t++) {
      b.read(out, t, rows[t], WIDTH);
    }
    b.read(keys, TOKENS - 1, rows[TOKENS - 1], 80);
    b.read(last, 0, rows[TOKENS], WIDTH);
    return rows;
  }

  /** What treats each row by itself: rows whose length is not that from one to the next. */
  private static void byRows(ComputeBackend b, Random random, float[][] rows) {
    Tensor x = filled(b, ROWS, 300, random);
    Tensor y = filled(b, ROWS, 300, random);
    b.addBias(x, filled(b, 1, 300, random), ROWS);
    b.add(x, y, ROWS);
    b.softcap(x, 1.5f, ROWS);
    b.activateMultiply(x, y, Activation.SILU, ROWS);
    Tensor some = b.allocate("some", ROWS, 300);
    b.gather(x, new int[] {6, 2, 2}, 3, some);
    b.scatterAdd(some, new int[] {5, 1, 5}, new float[] {0.5f, -2, 1.5f}, 3, x);
    b.scale(x, 0.75f, ROWS);
    b.activate(x, Activation.SILU, ROWS);
    b.copy(x, ROWS, some);
    for (int t = 0; t < ROWS; t++) {
      b.read(some, t, rows[TOKENS + 5 + t], 300);
    }
  }

  /** A step of decoding, filled up to four rows; a fourth sequence has the first one's blocks. */
  private static ForwardBatch sequences(int count) {
    ForwardBatch batch = new ForwardBatch(count, count, count);
    for (int s = 0; s < count; s++) {
      batch.addSequence(new int[] {(s % 3 * 7 + 3) % 23, (s % 3 * 7 + 10) % 23});
      batch.addToken(0, 17 + s, true);
    }
    return batch;
  }

  /** Columns and values of the largest of two rows with ties. */
  private static float[] best(ComputeBackend b, Random random) {
    Tensor x = b.allocate("x", 2, 5000);
    for (int t = 0; t < 2; t++) {
      float[] row = new float[5000];
      for (int i = 0; i < row.length; i++) {
        row[i] = random.nextInt(2000);
      }
      b.write(x, t, row, row.length);
    }
    int[] columns = new int[2 * 20];
    float[] found = new float[4 * 20];
    b.top(x, 2, 20, columns, found);
    for (int i = 0; i < columns.length; i++) {
      found[columns.length + i] = columns[i];
    }
    return found;
  }

  private static ForwardBatch batch(int from, int tokens) {
    ForwardBatch batch = new ForwardBatch(tokens, 1, 1);
    int[] blocks = new int[20];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = (i * 7 + 3) % 23;
    }
    batch.addSequence(blocks);
    for (int t = from; t < from + tokens; t++) {
      batch.addToken(0, t, false);
    }
    return batch;
  }

  private static Tensor filled(ComputeBackend backend, int rows, int columns, Random random) {
    Tensor tensor = backend.allocate("x", rows, columns);
    float[] row = new float[columns];
    for (int t = 0; t < rows; t++) {
      for (int i = 0; i < columns; i++) {
        row[i] = (float) random.nextGaussian();
      }
      backend.write(tensor, t, row, columns);
    }
    return tensor;
  }
}
