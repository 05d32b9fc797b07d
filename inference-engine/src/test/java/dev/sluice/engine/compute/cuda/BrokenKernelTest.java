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
import java.nio.file.Files;
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

  private static boolean isCompiled;

  @TempDir Path cache;

  /** The unit, a text of its source, and what takes its place. */
  static Stream<Arguments> mutants() {
    KernelUnit matmul = KernelUnit.matmul(ElementType.Q8_0);
    KernelUnit attention = KernelUnit.attention(40, ElementType.F32);
    return Stream.of(
        Arguments.of(matmul, "first_row + r, rows - 1)", "first_row + r + 1, rows - 1)"),
        Arguments.of(matmul, "k += CHUNK", "k += CHUNK + 8"),
        Arguments.of(matmul, "load_pair(codes + 4)", "load_pair(codes + 2)"),
        Arguments.of(matmul, "int distance = WARP / 2", "int distance = WARP / 4"),
        Arguments.of(matmul, "first_row + r < rows && first_token + t < n", "first_token + t < n"),
        Arguments.of(matmul, "(size_t)(k / 32) * 34", "(size_t)(k / 32) * 32"),
        Arguments.of(
            plain("rms_norm"),
            "scratch[warp] = value;\n  __syncthreads();",
            "scratch[warp] = value;"),
        Arguments.of(plain("layer_norm"), "fmaf(difference, difference", "fmaf(from[i], from[i]"),
        Arguments.of(plain("rope"), "b * cosine + a * sine", "b * cosine - a * sine"),
        Arguments.of(
            KernelUnit.storeKv(ElementType.F32), "d * BLOCK_TOKENS + slot", "d + slot * head_dim"),
        Arguments.of(
            KernelUnit.storeKv(ElementType.F32),
            "if (position < 0) return;",
            "if (slot > 99) return;"),
        Arguments.of(plain("activate"), "1.0f + expf(-x)", "1.0f + expf(x)"),
        Arguments.of(plain("top"), "~(unsigned int)column;", "(unsigned int)column;"),
        Arguments.of(plain("top"), "own[i] < bound && own[i]", "own[i]"),
        Arguments.of(plain("top"), "parts[i] < bound && parts[i]", "parts[i]"),
        Arguments.of(plain("top"), "(size_t)blockIdx.x * chunks * k", "blockIdx.x * k"),
        Arguments.of(
            plain("top"),
            "if (lane == 0) scratch[warp] = key;\n  __syncthreads();",
            "if (lane == 0) scratch[warp] = key;"),
        Arguments.of(attention, "(dot + bias) * scoring.scale", "dot * scoring.scale + bias"),
        Arguments.of(attention, "position <= tile.last[r];", "position <= tile.last[r] + 1;"),
        Arguments.of(attention, "= from[d];\n  }\n  __syncthreads();", "= from[d];\n  }"),
        Arguments.of(attention, "weights, sums);\n    __syncthreads();", "weights, sums);"),
        Arguments.of(attention, "totals[r * head_dim + d] * old[r]", "totals[r * head_dim + d]"),
        Arguments.of(attention, "part[head_dim] * fresh", "part[head_dim] * old"));
  }

  private static KernelUnit plain(String file) {
    return new KernelUnit(file, List.of());
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void mutant_inBothOrders_isCaught(KernelUnit unit, String from, String to) throws IOException {
    assertThat(unit.source()).contains(from);
    EmulatedDriver driver = EmulatedDriver.install();
    compileOnce();
    copyAllBut(CubinStore.name(unit, Architecture.SM_80), driver.kernels());
    System.setProperty("sluice.cuda.cache", cache.toString());
    driver.replace(from, to);
    try {
      assertThat(difference(false)).isGreaterThan(1e-3);
      assertThat(difference(true)).isGreaterThan(1e-3);
    } finally {
      driver.replace("", "");
      driver.reset();
      System.setProperty("sluice.cuda.cache", driver.kernels().toString());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void kernels_asTheyAre_pass(boolean isReversed) {
    assertThat(difference(isReversed)).isLessThan(1e-4);
    assertThat(EmulatedDriver.install().complaints()).isZero();
  }

  /** So that a mutant's compilation is the only one of its test. */
  private static synchronized void compileOnce() {
    if (!isCompiled) {
      difference(false);
      isCompiled = true;
    }
  }

  private void copyAllBut(String name, Path kernels) throws IOException {
    try (Stream<Path> files = Files.list(kernels)) {
      for (Path file : files.filter(f -> !f.endsWith(name)).toList()) {
        Files.copy(file, cache.resolve(file.getFileName().toString()));
      }
    }
  }

  /** Largest difference from the scalar backend; infinite where the device refuses. */
  private static double difference(boolean isReversed) {
    EmulatedDriver.install().reverse(isReversed);
    float[][] expected;
    try (ComputeBackend scalar = new ScalarBackend()) {
      expected = run(scalar);
    }
    try (ComputeBackend device = TestBackends.open()) {
      return largest(expected, run(device));
    } catch (DeviceException e) {
      return Double.POSITIVE_INFINITY;
    } finally {
      EmulatedDriver.install().reverse(false);
    }
  }

  private static double largest(float[][] expected, float[][] actual) {
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      for (int k = 0; k < expected[i].length; k++) {
        double difference = Math.abs(expected[i][k] - actual[i][k]);
        largest = difference <= largest ? largest : difference;
        if (Double.isNaN(difference)) {
          return Double.POSITIVE_INFINITY;
        }
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
    float[][] rows = new float[TOKENS + 5][WIDTH];
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
