package dev.sluice.engine.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.compute.scalar.ScalarBackend;
import dev.sluice.engine.tensor.Tensor;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The largest values of rows over odd widths: the backend under test against scalar. */
@BackendTest
class TopParityTest {
  private static final int ROWS = 3;

  /** Widths around the kernels' chunks; one candidate, a few, many. */
  static Stream<Arguments> sizes() {
    return IntStream.of(1, 5, 255, 256, 257, 2047, 2048, 2049, 6001)
        .boxed()
        .flatMap(
            width ->
                IntStream.of(1, 2, 40, 128)
                    .filter(k -> k <= width)
                    .mapToObj(k -> Arguments.of(width, k)));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void top_ofRowsWithTies_isTheScalarBackendsOrder(int width, int k) {
    Random random = new Random(width + k);
    compare(width, k, i -> random.nextInt(30) / 4f - 3);
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void top_ofRowsWithEverythingThatIsNoOrdinaryNumber_isTheScalarBackendsOrder(int width, int k) {
    Random random = new Random(width - k);
    float[] odd = {
      Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f, 0f, Float.MIN_VALUE, -1e38f
    };
    compare(
        width,
        k,
        i -> random.nextInt(20) == 0 ? odd[random.nextInt(odd.length)] : random.nextFloat() - 1);
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void top_ofRowsOfNegativeInfinity_isTheLowestColumns(int width, int k) {
    compare(width, k, i -> Float.NEGATIVE_INFINITY);
  }

  private interface Value {
    float at(int index);
  }

  private static void compare(int width, int k, Value values) {
    float[][] rows = new float[ROWS][width];
    for (float[] row : rows) {
      for (int i = 0; i < width; i++) {
        row[i] = values.at(i);
      }
    }
    int[][] columns = new int[2][ROWS * k];
    float[][] found = new float[2][ROWS * k];
    try (ComputeBackend scalar = new ScalarBackend();
        ComputeBackend tested = TestBackends.open()) {
      top(scalar, rows, k, columns[0], found[0]);
      top(tested, rows, k, columns[1], found[1]);
    }
    assertThat(columns[1]).isEqualTo(columns[0]);
    for (int i = 0; i < found[0].length; i++) {
      assertThat(found[1][i] == found[0][i] || Float.isNaN(found[1][i]) && Float.isNaN(found[0][i]))
          .as("rank %d of row %d is %s, not %s", i % k, i / k, found[1][i], found[0][i])
          .isTrue();
    }
  }

  private static void top(ComputeBackend b, float[][] rows, int k, int[] columns, float[] found) {
    Tensor x = b.allocate("x", ROWS, rows[0].length);
    for (int t = 0; t < ROWS; t++) {
      b.write(x, t, rows[t], rows[t].length);
    }
    b.top(x, ROWS, k, columns, found);
  }
}
