package dev.sluice.engine.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.compute.scalar.ScalarBackend;
import dev.sluice.engine.tensor.Dequantizer;
import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Products of every weight type over odd sizes: the backend under test against scalar, and the same
 * bits in every batch.
 */
@BackendTest
class MatmulParityTest {
  private static final int[] ROWS = {1, 7, 64, 65, 200};
  private static final int[] TOKENS = {1, 2, 3, 6, 7, 13, 50};

  static Stream<ElementType> types() {
    return Arrays.stream(ElementType.values()).filter(Dequantizer::supports);
  }

  @ParameterizedTest
  @MethodSource("types")
  void matmul_overOddSizes_matchesScalarAndKeepsBits(ElementType type) {
    Random random = new Random(type.id());
    int block = type.blockElements();
    int[] widths = block == 1 ? new int[] {1, 31, 64, 172} : new int[] {block, 3 * block};
    try (ComputeBackend scalar = new ScalarBackend();
        ComputeBackend tested = TestBackends.open()) {
      for (int columns : widths) {
        for (int rows : ROWS) {
          Tensor stored = TestWeights.random(type, rows, columns, random);
          compare(scalar, tested, stored, random);
        }
      }
    }
  }

  private static void compare(
      ComputeBackend scalar, ComputeBackend tested, Tensor stored, Random random) {
    int most = TOKENS[TOKENS.length - 1];
    float[][] x = new float[most][stored.columns()];
    for (float[] row : x) {
      for (int i = 0; i < row.length; i++) {
        row[i] = (float) random.nextGaussian();
      }
    }
    float[][] expected = multiply(scalar, stored, x, most);
    float[][] first = multiply(tested, stored, x, 1);
    for (int n : TOKENS) {
      float[][] actual = multiply(tested, stored, x, n);
      assertThat(actual[0]).as("%s in a batch of %d", stored, n).isEqualTo(first[0]);
      for (int t = 0; t < n; t++) {
        assertClose(stored, x[t], expected[t], actual[t]);
      }
    }
  }

  /**
   * Rounding grows with the sum of magnitudes, not with the result: weights and inputs are at most
   * of order ten.
   */
  private static void assertClose(Tensor stored, float[] x, float[] expected, float[] actual) {
    float[] row = new float[stored.columns()];
    for (int r = 0; r < expected.length; r++) {
      Dequantizer.row(stored.type(), stored.data(), stored.offset(r), row, 0, row.length);
      double magnitude = 0;
      for (int k = 0; k < row.length; k++) {
        magnitude += Math.abs((double) row[k] * x[k]);
      }
      double tolerance = 4e-6 * magnitude + 1e-6;
      assertThat((double) Math.abs(expected[r] - actual[r])).isLessThanOrEqualTo(tolerance);
    }
  }

  private static float[][] multiply(ComputeBackend backend, Tensor stored, float[][] x, int n) {
    Tensor input = backend.allocate("x", n, stored.columns());
    Tensor output = backend.allocate("out", n, stored.rows());
    for (int t = 0; t < n; t++) {
      backend.write(input, t, x[t], stored.columns());
    }
    try (Weight weight = backend.prepare(stored)) {
      backend.matmul(input, weight, n, output);
    }
    float[][] rows = new float[n][stored.rows()];
    for (int t = 0; t < n; t++) {
      backend.read(output, t, rows[t], stored.rows());
    }
    backend.release(input);
    backend.release(output);
    return rows;
  }
}
