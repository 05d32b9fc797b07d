package dev.sluice.engine.compute.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.compute.AttentionSpec;
import dev.sluice.engine.compute.BackendTest;
import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.compute.KvCache;
import dev.sluice.engine.compute.TestBackends;
import dev.sluice.engine.compute.TestWeights;
import dev.sluice.engine.compute.Weight;
import dev.sluice.engine.compute.scalar.ScalarBackend;
import dev.sluice.engine.model.ForwardBatch;
import dev.sluice.engine.model.Sequences;
import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** As {@link BrokenKernelTest}, for the kernels that options choose: they round to halves. */
@Tag("emulated")
@BackendTest
class BrokenFastKernelTest {
  private static final int TOKENS = 70;
  private static final int COLUMNS = 96;
  private static final int HEADS = 2;
  private static final int HEAD_DIM = 40;

  /** Of bfloat16, the coarsest: what rounding may differ by, beside the largest value. */
  private static final double ROUNDING = 8e-3;

  private static boolean isCompiled;

  @TempDir Path cache;

  @BeforeEach
  void ask() {
    System.setProperty("sluice.cuda.tensor-cores", "true");
    System.setProperty("sluice.cuda.cublas", EmulatedDriver.install().cublas().toString());
    System.setProperty("sluice.cuda.kv", "f16");
  }

  @AfterEach
  void forget() {
    System.clearProperty("sluice.cuda.tensor-cores");
    System.clearProperty("sluice.cuda.cublas");
    System.clearProperty("sluice.cuda.kv");
  }

  static Stream<Arguments> mutants() {
    KernelUnit tensor = KernelUnit.matmulTensor(ElementType.Q8_0);
    KernelUnit halves = new KernelUnit("halves", List.of());
    KernelUnit storeKv = KernelUnit.storeKv(ElementType.F16);
    KernelUnit attention = KernelUnit.attention(HEAD_DIM, ElementType.F16);
    return Stream.of(
        BrokenKernel.of(tensor, "from[8 * STRIDE], from[4]", "from[4], from[8 * STRIDE]"),
        BrokenKernel.of(tensor, "column[0], column[4]", "column[4], column[0]"),
        BrokenKernel.of(tensor, "i / 2 * 8;\n      int token", "i % 2 * 8;\n      int token"),
        BrokenKernel.of(tensor, "__syncthreads(); // the last", "// the last"),
        BrokenKernel.of(tensor, "__syncthreads();\n    UNROLL", "UNROLL"),
        BrokenKernel.of(tensor, "row < rows && token < n", "row < rows"),
        BrokenKernel.of(tensor, "first_row + line, rows - 1", "line, rows - 1"),
        BrokenKernel.of(halves, "blockIdx.x * columns + i", "blockIdx.x * x_stride + i"),
        BrokenKernel.of(halves, "brain ? (unsigned short)top", "brain ? float_to_half(value)"),
        BrokenKernel.of(halves, "(unsigned short)top : float_to_half", "0 : float_to_half"),
        BrokenKernel.of(storeKv, "bits = float_to_half(value);", "bits = (Cached)value;"),
        BrokenKernel.of(storeKv, "start + slot * head_dim + d", "start + slot + d"),
        BrokenKernel.of(attention, "from_cache(value[d])", "(float)value[d]"),
        BrokenKernel.of(attention, "key[d * BLOCK_TOKENS]", "key[d]"),
        BrokenKernel.of(attention, "* SPAN + i] =", "* SPAN + i / 2] ="));
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void mutant_inBothOrders_isCaught(BrokenKernel mutant) throws IOException {
    compileOnce();
    mutant.isCaught(cache, 3 * ROUNDING, BrokenFastKernelTest::difference);
  }

  @Test
  void kernels_asTheyAre_pass() {
    EmulatedDriver driver = EmulatedDriver.install();
    driver.reset();
    assertThat(difference()).isBetween(1e-6, ROUNDING);
    assertThat(driver.complaints()).isZero();
  }

  private static synchronized void compileOnce() {
    if (!isCompiled) {
      difference();
      isCompiled = true;
    }
  }

  /** From the scalar backend, beside each result's largest value; infinite where it is refused. */
  private static double difference() {
    List<float[][]> expected;
    try (ComputeBackend scalar = new ScalarBackend()) {
      expected = run(scalar);
    }
    try (ComputeBackend device = TestBackends.open()) {
      List<float[][]> actual = run(device);
      double largest = 0;
      for (int i = 0; i < expected.size(); i++) {
        largest = Math.max(largest, relative(expected.get(i), actual.get(i)));
      }
      return largest;
    } catch (DeviceException e) {
      return Double.POSITIVE_INFINITY;
    }
  }

  private static double relative(float[][] expected, float[][] actual) {
    double difference = 0;
    double magnitude = 0;
    for (int t = 0; t < expected.length; t++) {
      for (int i = 0; i < expected[t].length; i++) {
        double one = Math.abs((double) expected[t][i] - actual[t][i]);
        difference = Math.max(difference, Double.isNaN(one) ? 1e9 : one);
        magnitude = Math.max(magnitude, Math.abs(expected[t][i]));
      }
    }
    return difference / magnitude;
  }

  /** Products of many tokens with weights of three kinds, then attention. */
  private static List<float[][]> run(ComputeBackend b) {
    Random random = new Random(6);
    List<float[][]> results = new ArrayList<>();
    Tensor x = filled(b, COLUMNS, random);
    for (ElementType type : List.of(ElementType.Q8_0, ElementType.F16, ElementType.BF16)) {
      Tensor out = b.allocate("out", TOKENS, 77);
      try (Weight weight = b.prepare(TestWeights.random(type, 75, COLUMNS, random))) {
        b.matmul(x, weight, TOKENS, out);
      }
      results.add(rows(b, out, 75));
    }
    KvCache kv = b.allocateKv(8, HEADS, HEAD_DIM);
    ForwardBatch batch = new ForwardBatch(TOKENS, 1, 1);
    batch.addSequence(Sequences.blocks(1, TOKENS));
    for (int t = 0; t < TOKENS; t++) {
      batch.addToken(0, t, false);
    }
    Tensor keys = filled(b, HEADS * HEAD_DIM, random);
    b.storeKv(keys, filled(b, HEADS * HEAD_DIM, random), kv, batch);
    Tensor out = b.allocate("out", TOKENS, HEADS * HEAD_DIM);
    AttentionSpec spec = new AttentionSpec(HEADS, HEADS, HEAD_DIM, 0.15f, 0, 0f);
    b.attention(filled(b, HEADS * HEAD_DIM, random), kv, spec, batch, out);
    results.add(rows(b, out, HEADS * HEAD_DIM));
    return results;
  }

  private static float[][] rows(ComputeBackend b, Tensor x, int columns) {
    float[][] rows = new float[TOKENS][columns];
    for (int t = 0; t < TOKENS; t++) {
      b.read(x, t, rows[t], columns);
    }
    return rows;
  }

  private static Tensor filled(ComputeBackend b, int columns, Random random) {
    Tensor tensor = b.allocate("x", TOKENS, columns);
    float[] row = new float[columns];
    for (int t = 0; t < TOKENS; t++) {
      for (int i = 0; i < columns; i++) {
        row[i] = (float) random.nextGaussian();
      }
      b.write(tensor, t, row, columns);
    }
    return tensor;
  }
}
