package dev.sluice.engine.compute.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.compute.BackendTest;
import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.compute.TestBackends;
import dev.sluice.engine.compute.TestWeights;
import dev.sluice.engine.compute.Weight;
import dev.sluice.engine.compute.scalar.ScalarBackend;
import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Products on the tensor cores, as close to exact ones as halves allow. */
@Tag("cuda")
@BackendTest
class TensorCoreTest {
  private static final int TOKENS = 70;

  @BeforeEach
  void ask() {
    System.setProperty("sluice.cuda.tensor-cores", "true");
  }

  @AfterEach
  void forget() {
    System.clearProperty("sluice.cuda.tensor-cores");
    System.clearProperty("sluice.cuda.cublas");
  }

  static Stream<ElementType> types() {
    return Arrays.stream(ElementType.values());
  }

  @ParameterizedTest
  @MethodSource("types")
  void matmul_ofManyTokens_isExactUpToHalves(ElementType type) {
    assertThat(relativeDifference(type)).isBetween(1e-9, 1e-3);
  }

  @ParameterizedTest
  @CsvSource({"F16, 1e-3", "BF16, 8e-3"})
  @Tag("emulated")
  void matmul_byTheLibrary_isExactUpToHalves(ElementType type, double limit) {
    EmulatedDriver driver = EmulatedDriver.install();
    System.setProperty("sluice.cuda.cublas", driver.cublas().toString());
    long before = driver.products();
    assertThat(relativeDifference(type)).isBetween(1e-9, limit);
    assertThat(driver.products()).isEqualTo(before + 1);
  }

  @Test
  @Tag("emulated")
  void matmul_thatTheLibraryRefusesOnThisDevice_isTheKernels() {
    EmulatedDriver driver = EmulatedDriver.install();
    System.setProperty("sluice.cuda.cublas", driver.cublas().toString());
    long before = driver.products();
    driver.refuseBrainProducts(true);
    try {
      assertThat(relativeDifference(ElementType.BF16)).isBetween(1e-9, 8e-3);
    } finally {
      driver.refuseBrainProducts(false);
    }
    assertThat(driver.products()).isEqualTo(before);
  }

  @Test
  @Tag("emulated")
  void matmul_ofATypeThatTheLibraryHasNot_isTheKernels() {
    EmulatedDriver driver = EmulatedDriver.install();
    System.setProperty("sluice.cuda.cublas", driver.cublas().toString());
    long before = driver.products();
    assertThat(relativeDifference(ElementType.Q8_0)).isBetween(1e-9, 1e-3);
    assertThat(driver.products()).isEqualTo(before);
  }

  @Test
  void matmul_withoutTheLibraryThatWasNamed_isTheKernels() {
    System.setProperty("sluice.cuda.cublas", "/nowhere");
    assertThat(relativeDifference(ElementType.F16)).isBetween(1e-9, 1e-3);
  }

  private static double relativeDifference(ElementType type) {
    int columns = type.blockElements() == 1 ? 77 : 2 * type.blockElements();
    Tensor stored = TestWeights.random(type, 67, columns, new Random(type.id()));
    float[][] expected;
    float[][] actual;
    try (ComputeBackend scalar = new ScalarBackend();
        ComputeBackend device = TestBackends.open()) {
      expected = multiply(scalar, stored);
      actual = multiply(device, stored);
    }
    double difference = 0;
    double magnitude = 0;
    for (int t = 0; t < TOKENS; t++) {
      for (int r = 0; r < stored.rows(); r++) {
        difference = Math.max(difference, Math.abs((double) expected[t][r] - actual[t][r]));
        magnitude = Math.max(magnitude, Math.abs(expected[t][r]));
      }
    }
    return difference / magnitude;
  }

  private static float[][] multiply(ComputeBackend backend, Tensor stored) {
    Random random = new Random(4);
    Tensor x = backend.allocate("x", TOKENS, stored.columns());
    Tensor out = backend.allocate("out", TOKENS, stored.rows());
    float[] row = new float[stored.columns()];
    for (int t = 0; t < TOKENS; t++) {
      for (int i = 0; i < row.length; i++) {
        row[i] = (float) random.nextGaussian();
      }
      backend.write(x, t, row, row.length);
    }
    try (Weight weight = backend.prepare(stored)) {
      backend.matmul(x, weight, TOKENS, out);
    }
    float[][] rows = new float[TOKENS][stored.rows()];
    for (int t = 0; t < TOKENS; t++) {
      backend.read(out, t, rows[t], stored.rows());
    }
    return rows;
  }
}
