package dev.sluice.engine.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.compute.scalar.ScalarBackend;
import dev.sluice.engine.compute.vector.VectorBackend;
import dev.sluice.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Operations on rows over odd widths: vector against scalar, the same bits in every batch, and no
 * write beyond a row's columns.
 */
class RowParityTest {
  private static final int[] WIDTHS = {1, 5, 12, 16, 20, 33, 64, 80, 172, 600};
  private static final int TOKENS = 19;
  private static final float NEIGHBOUR = 7.25f;

  /** What an operation does to {@code x}. */
  private interface RowOp {
    void run(ComputeBackend backend, Arguments with, int n);
  }

  private record NamedOp(String name, RowOp op) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Rows x and y {@code [TOKENS, width]}, weight and bias {@code [width]}. */
  private record Arguments(Tensor x, Tensor y, Tensor weight, Tensor bias) {
    int width() {
      return x.columns();
    }

    /** A number of heads that divides the width. */
    int heads() {
      return width() % 4 == 0 ? 4 : 1;
    }
  }

  static Stream<NamedOp> ops() {
    Stream<NamedOp> rows =
        Stream.of(
            new NamedOp("rmsNorm", (b, a, n) -> b.rmsNorm(a.x, a.weight, 1e-5f, n, a.x)),
            new NamedOp(
                "layerNorm", (b, a, n) -> b.layerNorm(a.x, a.weight, a.bias, 1e-5f, n, a.x)),
            new NamedOp(
                "layerNorm without bias",
                (b, a, n) -> b.layerNorm(a.x, a.weight, null, 1e-5f, n, a.x)),
            new NamedOp(
                "headRmsNorm",
                (b, a, n) ->
                    b.headRmsNorm(a.x, a.weight, 1e-6f, a.heads(), a.width() / a.heads(), n)),
            new NamedOp(
                "headLayerNorm",
                (b, a, n) ->
                    b.headLayerNorm(
                        a.x, a.weight, a.bias, 1e-5f, a.heads(), a.width() / a.heads(), n)),
            new NamedOp("add", (b, a, n) -> b.add(a.x, a.y, n)),
            new NamedOp("addBias", (b, a, n) -> b.addBias(a.x, a.bias, n)),
            new NamedOp("scale", (b, a, n) -> b.scale(a.x, 0.37f, n)),
            new NamedOp("softcap", (b, a, n) -> b.softcap(a.x, 1.5f, n)),
            new NamedOp("copy", (b, a, n) -> b.copy(a.y, n, a.x)));
    Stream<NamedOp> activations =
        Stream.of(Activation.values())
            .flatMap(
                f ->
                    Stream.of(
                        new NamedOp("activate " + f, (b, a, n) -> b.activate(a.x, f, n)),
                        new NamedOp(
                            "activateMultiply " + f,
                            (b, a, n) -> b.activateMultiply(a.x, a.y, f, n))));
    return Stream.concat(rows, activations);
  }

  @ParameterizedTest
  @MethodSource("ops")
  void op_overOddWidths_matchesScalarAndKeepsBits(NamedOp named) {
    try (ComputeBackend scalar = new ScalarBackend();
        ComputeBackend vector = new VectorBackend(2)) {
      for (int width : WIDTHS) {
        float[][] expected = run(scalar, named.op(), width, TOKENS);
        float[][] actual = run(vector, named.op(), width, TOKENS);
        float[][] alone = run(vector, named.op(), width, 1);
        assertThat(actual[0]).as("%s of width %d", named, width).isEqualTo(alone[0]);
        for (int t = 0; t < TOKENS; t++) {
          assertClose(named, expected[t], actual[t]);
        }
      }
    }
  }

  private static void assertClose(NamedOp named, float[] expected, float[] actual) {
    for (int i = 0; i < expected.length; i++) {
      float limit = 3e-6f * (1 + Math.abs(expected[i]));
      assertThat(Math.abs(expected[i] - actual[i]))
          .as("%s of width %d at %d", named, expected.length, i)
          .isLessThan(limit);
    }
  }

  private static float[][] run(ComputeBackend backend, RowOp op, int width, int n) {
    Random random = new Random(width);
    Tensor wide = backend.allocate("wide", TOKENS, width + 9);
    for (int t = 0; t < TOKENS; t++) {
      backend.write(wide, t, constant(width + 9), width + 9);
    }
    Tensor x = columns(wide, width);
    fill(backend, x, random);
    Tensor y = filled(backend, TOKENS, width, random);
    Tensor weight = filled(backend, 1, width, random);
    Tensor bias = filled(backend, 1, width, random);
    op.run(backend, new Arguments(x, y, weight, bias), n);
    float[][] rows = new float[TOKENS][width];
    float[] whole = new float[width + 9];
    for (int t = 0; t < TOKENS; t++) {
      backend.read(wide, t, whole, whole.length);
      System.arraycopy(whole, 0, rows[t], 0, width);
      for (int i = width; i < whole.length; i++) {
        assertThat(whole[i]).as("beyond a row of %d", width).isEqualTo(NEIGHBOUR);
      }
    }
    Stream.of(wide, y, weight, bias).forEach(backend::release);
    return rows;
  }

  private static float[] constant(int count) {
    float[] values = new float[count];
    Arrays.fill(values, NEIGHBOUR);
    return values;
  }

  /** A view of a tensor's first columns. */
  private static Tensor columns(Tensor of, int count) {
    return new Tensor(of.name(), of.type(), of.rows(), count, of.strideBytes(), of.data());
  }

  static Tensor filled(ComputeBackend backend, int rows, int columns, Random random) {
    Tensor tensor = backend.allocate("x", rows, columns);
    fill(backend, tensor, random);
    return tensor;
  }

  private static void fill(ComputeBackend backend, Tensor tensor, Random random) {
    float[] row = new float[tensor.columns()];
    for (int t = 0; t < tensor.rows(); t++) {
      for (int i = 0; i < row.length; i++) {
        row[i] = (float) random.nextGaussian();
      }
      backend.write(tensor, t, row, row.length);
    }
  }

  @ParameterizedTest
  @MethodSource("counts")
  void scatterAdd_withRepeatedRows_addsInOrder(int count) {
    int width = 517;
    float[][][] results = new float[2][][];
    try (ComputeBackend scalar = new ScalarBackend();
        ComputeBackend vector = new VectorBackend(2)) {
      results[0] = scatter(scalar, width, count);
      results[1] = scatter(vector, width, count);
    }
    assertThat(results[1]).isDeepEqualTo(results[0]);
  }

  static Stream<Integer> counts() {
    return Stream.of(1, 3, 11);
  }

  private static float[][] scatter(ComputeBackend backend, int width, int count) {
    Random random = new Random(count);
    Tensor x = filled(backend, count, width, random);
    Tensor out = filled(backend, 4, width, random);
    int[] rows = random.ints(count, 0, 4).toArray();
    float[] factors = new float[count];
    for (int i = 0; i < count; i++) {
      factors[i] = random.nextFloat();
    }
    backend.scatterAdd(x, rows, factors, count, out);
    float[][] result = new float[4][width];
    for (int t = 0; t < 4; t++) {
      backend.read(out, t, result[t], width);
    }
    return result;
  }
}
