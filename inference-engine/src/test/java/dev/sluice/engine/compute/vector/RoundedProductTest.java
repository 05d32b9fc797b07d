package dev.sluice.engine.compute.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.compute.TestWeights;
import dev.sluice.engine.compute.Weight;
import dev.sluice.engine.compute.scalar.ScalarBackend;
import dev.sluice.engine.tensor.Dequantizer;
import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Products with activations rounded to eight bits: exactly those of the rounded numbers, rounded as
 * ggml's Q8_0 says, and the same bits in every batch.
 */
class RoundedProductTest {
  private static final int[] ROWS = {1, 7, 64, 65, 200};
  private static final int[] TOKENS = {1, 2, 3, 7, 8, 13, 50};
  private static final int MOST_TOKENS = 50;

  @ParameterizedTest
  @EnumSource(names = {"Q4_0", "Q4_1", "Q4_K", "Q5_0", "Q6_K"})
  void matmul_overOddSizes_isThatOfRoundedInput(ElementType type) {
    Random random = new Random(type.id());
    for (int columns : new int[] {type.blockElements(), 5 * type.blockElements()}) {
      for (int rows : ROWS) {
        Tensor stored = TestWeights.random(type, rows, columns, random);
        float[][] x = inputs(columns, random);
        float[][] first = multiply(rounding(), stored, x, 1);
        float[][] expected = multiply(new ScalarBackend(), stored, rounded(x), MOST_TOKENS);
        for (int n : TOKENS) {
          float[][] actual = multiply(rounding(), stored, x, n);
          assertThat(actual[0]).as("%s in a batch of %d", stored, n).isEqualTo(first[0]);
          for (int t = 0; t < n; t++) {
            assertClose(stored, x[t], expected[t], actual[t]);
          }
        }
      }
    }
  }

  /** The codes furthest from zero, all activations at their limit: the most 16 bits must hold. */
  @ParameterizedTest
  @EnumSource(names = {"Q4_1", "Q5_0", "Q6_K"})
  void matmul_ofTheLargestCodes_doesNotOverflow(ElementType type) {
    Tensor stored = TestWeights.random(type, 64, 256, new Random(1));
    for (int r = 0; r < 64; r++) {
      for (int block = 0; block < 256 / type.blockElements(); block++) {
        long at = stored.offset(r) + (long) type.blockBytes() * block;
        switch (type) {
          case Q4_1 -> stored.data().asSlice(at + 4, 16).fill((byte) 0xFF); // 15
          case Q5_0 -> stored.data().asSlice(at + 2, 20).fill((byte) 0); // -16
          default -> stored.data().asSlice(at, 192).fill((byte) 0); // -32
        }
      }
    }
    float[][] x = new float[MOST_TOKENS][256];
    for (int t = 0; t < MOST_TOKENS; t++) {
      Arrays.fill(x[t], t % 2 == 0 ? 127f : -127f);
    }
    float[][] expected = multiply(new ScalarBackend(), stored, x, MOST_TOKENS);
    for (int n : new int[] {1, MOST_TOKENS}) {
      float[][] actual = multiply(rounding(), stored, x, n);
      for (int t = 0; t < n; t++) {
        assertClose(stored, x[t], expected[t], actual[t]);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F16", "BF16", "Q8_0", "Q5_1", "Q3_K"})
  void matmul_ofOtherTypes_isExact(ElementType type) {
    Tensor stored = TestWeights.random(type, 65, 256, new Random(3));
    float[][] x = inputs(256, new Random(4));
    assertThat(multiply(rounding(), stored, x, 3))
        .isDeepEqualTo(multiply(new VectorBackend(2), stored, x, 3));
  }

  @Test
  void matmul_ofSeveralWeights_roundsForSome() {
    Random random = new Random(5);
    Tensor four = TestWeights.random(ElementType.Q4_K, 64, 256, random);
    Tensor six = TestWeights.random(ElementType.Q6_K, 65, 256, random);
    Tensor eight = TestWeights.random(ElementType.Q8_0, 66, 256, random);
    float[][] x = inputs(256, random);
    try (ComputeBackend backend = rounding()) {
      Tensor input = input(backend, x, 3);
      Tensor[] outs = {
        backend.allocate("a", 3, 64), backend.allocate("b", 3, 65), backend.allocate("c", 3, 66)
      };
      Weight[] weights = {backend.prepare(four), backend.prepare(six), backend.prepare(eight)};
      backend.matmul(input, weights, 3, outs);
      assertThat(read(backend, outs[0], 3, 64)).isDeepEqualTo(multiply(rounding(), four, x, 3));
      assertThat(read(backend, outs[1], 3, 65)).isDeepEqualTo(multiply(rounding(), six, x, 3));
      assertThat(read(backend, outs[2], 3, 66)).isDeepEqualTo(multiply(rounding(), eight, x, 3));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"Q4_0", "Q4_1", "Q5_0"})
  void matmul_ofUnusualInputs_isZeroOrNotFinite(ElementType type) {
    Tensor stored = TestWeights.random(type, 64, 64, new Random(6));
    float[][] x = new float[4][64];
    x[1][40] = Float.MIN_VALUE;
    x[2][3] = Float.NaN;
    x[3][63] = Float.POSITIVE_INFINITY;
    float[][] actual = multiply(rounding(), stored, x, 4);
    assertThat(actual[0]).containsOnly(0f);
    assertThat(actual[1]).containsOnly(0f);
    for (int r = 0; r < 64; r++) {
      assertThat(Float.isFinite(actual[2][r])).isFalse();
      assertThat(Float.isFinite(actual[3][r])).isFalse();
    }
  }

  private static ComputeBackend rounding() {
    return new VectorBackend(2, true);
  }

  private static float[][] inputs(int columns, Random random) {
    float[][] x = new float[MOST_TOKENS][columns];
    for (float[] row : x) {
      for (int i = 0; i < columns; i++) {
        row[i] = (float) (random.nextGaussian() * (i % 32 == 5 ? 20 : 1));
      }
    }
    return x;
  }

  /** {@code d * round(x / d)}, {@code d = max|x| / 127} of 32 columns each. */
  private static float[][] rounded(float[][] x) {
    float[][] result = new float[x.length][x[0].length];
    for (int t = 0; t < x.length; t++) {
      for (int from = 0; from < x[t].length; from += 32) {
        float most = 0;
        for (int i = from; i < from + 32; i++) {
          most = Math.max(most, Math.abs(x[t][i]));
        }
        for (int i = from; i < from + 32; i++) {
          result[t][i] = (float) Math.rint(x[t][i] * (127 / most)) * (most / 127);
        }
      }
    }
    return result;
  }

  private static void assertClose(Tensor stored, float[] x, float[] expected, float[] actual) {
    float[] row = new float[stored.columns()];
    for (int r = 0; r < expected.length; r++) {
      Dequantizer.row(stored.type(), stored.data(), stored.offset(r), row, 0, row.length);
      double magnitude = 0;
      for (int k = 0; k < row.length; k++) {
        magnitude += Math.abs((double) row[k] * x[k]);
      }
      double tolerance = 1e-5 * magnitude + 1e-6;
      assertThat((double) Math.abs(expected[r] - actual[r])).isLessThanOrEqualTo(tolerance);
    }
  }

  private static float[][] multiply(ComputeBackend backend, Tensor stored, float[][] x, int n) {
    try (backend;
        Weight weight = backend.prepare(stored)) {
      Tensor output = backend.allocate("out", n, stored.rows());
      backend.matmul(input(backend, x, n), weight, n, output);
      return read(backend, output, n, stored.rows());
    }
  }

  private static Tensor input(ComputeBackend backend, float[][] x, int n) {
    Tensor input = backend.allocate("x", n, x[0].length);
    for (int t = 0; t < n; t++) {
      backend.write(input, t, x[t], x[t].length);
    }
    return input;
  }

  private static float[][] read(ComputeBackend backend, Tensor tensor, int n, int columns) {
    float[][] rows = new float[n][columns];
    for (int t = 0; t < n; t++) {
      backend.read(tensor, t, rows[t], columns);
    }
    return rows;
  }
}
