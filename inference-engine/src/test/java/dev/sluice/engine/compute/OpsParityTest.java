package dev.sluice.engine.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.compute.scalar.ScalarBackend;
import dev.sluice.engine.model.ForwardBatch;
import dev.sluice.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every operation on rows over odd widths: the backend under test against scalar. */
@BackendTest
class OpsParityTest {
  private static final int ROWS = 11;

  /** An operation: gets a backend and a width and returns the tensor to compare. */
  private interface Op extends BiFunction<ComputeBackend, Integer, Tensor> {}

  private static final Map<String, Op> OPS = new LinkedHashMap<>();

  static {
    OPS.put(
        "rmsNorm",
        (b, width) -> {
          Tensor out = b.allocate("out", ROWS, width);
          b.rmsNorm(filled(b, ROWS, width, 1), filled(b, 1, width, 2), 1e-5f, ROWS, out);
          return out;
        });
    OPS.put(
        "layerNorm",
        (b, width) -> {
          Tensor out = b.allocate("out", ROWS, width);
          Tensor x = filled(b, ROWS, width, 1);
          b.layerNorm(x, filled(b, 1, width, 2), filled(b, 1, width, 3), 1e-5f, ROWS, out);
          return out;
        });
    OPS.put(
        "layerNorm without bias, in place",
        onX((b, x) -> b.layerNorm(x, filled(b, 1, x.columns(), 2), null, 1e-5f, ROWS, x)));
    OPS.put(
        "headRmsNorm",
        onX(
            (b, x) ->
                b.headRmsNorm(
                    x, filled(b, 1, x.columns() / 3, 2), 1e-6f, 3, x.columns() / 3, ROWS)));
    OPS.put(
        "headLayerNorm",
        onX(
            (b, x) ->
                b.headLayerNorm(
                    x,
                    filled(b, 1, x.columns() / 3, 2),
                    filled(b, 1, x.columns() / 3, 4),
                    1e-6f,
                    3,
                    x.columns() / 3,
                    ROWS)));
    OPS.put("add", onX((b, x) -> b.add(x, filled(b, ROWS, x.columns(), 2), ROWS)));
    OPS.put("addBias", onX((b, x) -> b.addBias(x, filled(b, 1, x.columns(), 2), ROWS)));
    OPS.put("scale", onX((b, x) -> b.scale(x, 0.37f, ROWS)));
    OPS.put("softcap", onX((b, x) -> b.softcap(x, 1.5f, ROWS)));
    OPS.put("fewer rows than there are", onX((b, x) -> b.scale(x, 3, ROWS - 2)));
    OPS.put("copy", onX((b, x) -> b.copy(filled(b, ROWS, x.columns(), 2), ROWS - 1, x)));
    OPS.put(
        "gather",
        onX((b, x) -> b.gather(filled(b, 20, x.columns(), 2), new int[] {19, 0, 7, 7}, 4, x)));
    OPS.put(
        "scatterAdd",
        onX(
            (b, x) ->
                b.scatterAdd(
                    filled(b, 5, x.columns(), 2),
                    new int[] {3, 0, 3, 9, 3},
                    new float[] {.5f, 2, -1, .3f, .1f},
                    5,
                    x)));
    for (Activation f : Activation.values()) {
      OPS.put("activate " + f, onX((b, x) -> b.activate(x, f, ROWS)));
      OPS.put(
          "activateMultiply " + f,
          onX((b, x) -> b.activateMultiply(x, filled(b, ROWS, x.columns(), 2), f, ROWS)));
    }
    for (boolean interleaved : new boolean[] {false, true}) {
      OPS.put(
          interleaved ? "rope of neighbours" : "rope of halves",
          onX(
              (b, x) -> {
                int half = x.columns() / 6;
                Tensor angles = filled(b, ROWS, 2 * half, 5);
                b.rope(x, angles, 3, x.columns() / 3, half, interleaved, ROWS);
              }));
    }
  }

  private interface InPlace {
    void run(ComputeBackend backend, Tensor x);
  }

  private static Op onX(InPlace op) {
    return (b, width) -> {
      Tensor x = filled(b, ROWS, width, 1);
      op.run(b, x);
      return x;
    };
  }

  static Stream<Arguments> cases() {
    return OPS.keySet().stream()
        .flatMap(op -> IntStream.of(6, 33, 64, 171, 1029).mapToObj(w -> Arguments.of(op, w)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void op_overOddWidths_matchesScalar(String op, int width) {
    float[][] expected;
    float[][] actual;
    try (ComputeBackend scalar = new ScalarBackend()) {
      expected = rows(scalar, OPS.get(op).apply(scalar, width));
    }
    ComputeBackend tested = SharedBackend.get();
    actual = rows(tested, OPS.get(op).apply(tested, width));
    for (int t = 0; t < expected.length; t++) {
      for (int i = 0; i < expected[t].length; i++) {
        double limit = 4e-6 * (1 + Math.abs(expected[t][i]));
        assertThat((double) actual[t][i])
            .as("row %d column %d", t, i)
            .isCloseTo(expected[t][i], org.assertj.core.data.Offset.offset(limit));
      }
    }
  }

  /**
   * Two sequences in one batch, at positions where a span of positions ends and beyond: every query
   * sees what it sees alone, bit for bit.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 40, 300})
  void attention_ofMixedBatches_hasTheBitsOfEachTokenAlone(int window) {
    AttentionSpec spec = new AttentionSpec(6, 2, 40, 0.2f, window, 0f);
    ComputeBackend backend = SharedBackend.get();
    int tokens = 530;
    KvCache cache = backend.allocateKv(80, 2, 40);
    int[] table = IntStream.range(0, 40).map(i -> 79 - 2 * i).toArray();
    int[] other = IntStream.range(0, 40).map(i -> 2 * i).toArray();
    for (int[] blocks : new int[][] {table, other}) {
      for (int from = 0; from < tokens; from += 53) {
        ForwardBatch batch = new ForwardBatch(53, 1, 1);
        batch.addSequence(blocks);
        for (int p = from; p < from + 53; p++) {
          batch.addToken(0, p, false);
        }
        Tensor keys = filled(backend, 53, 80, from);
        backend.storeKv(keys, filled(backend, 53, 80, from + 1), cache, batch);
      }
    }
    Tensor q = filled(backend, 12, 240, 77);
    Tensor out = backend.allocate("out", 12, 240);
    int[] positions = {255, 256, 257, 258, 259, 529, 3, 254, 255, 511, 512, 513};
    ForwardBatch mixed = new ForwardBatch(12, 2, 1);
    for (int t = 0; t < positions.length; t++) {
      if (t == 0 || t == 6) {
        mixed.addSequence(t == 0 ? table : other);
      }
      mixed.addToken(0, positions[t], false);
    }
    backend.attention(q, cache, spec, mixed, out);
    float[][] together = rows(backend, out);
    Tensor one = backend.allocate("q", 1, 240);
    for (int t = 0; t < positions.length; t++) {
      ForwardBatch alone = new ForwardBatch(1, 1, 1);
      alone.addSequence(t < 6 ? table : other);
      alone.addToken(0, positions[t], false);
      backend.gather(q, new int[] {t}, 1, one);
      backend.attention(one, cache, spec, alone, out);
      float[] row = new float[240];
      backend.read(out, 0, row, 240);
      assertThat(row).as("token %d at %d", t, positions[t]).isEqualTo(together[t]);
    }
  }

  private static Tensor filled(ComputeBackend backend, int rows, int columns, int seed) {
    Random random = new Random(seed);
    Tensor tensor = backend.allocate("x", rows, columns);
    float[] row = new float[columns];
    for (int t = 0; t < rows; t++) {
      for (int i = 0; i < columns; i++) {
        row[i] = (float) random.nextGaussian() * 2;
      }
      backend.write(tensor, t, row, columns);
    }
    return tensor;
  }

  private static float[][] rows(ComputeBackend backend, Tensor tensor) {
    float[][] rows = new float[tensor.rows()][tensor.columns()];
    for (int t = 0; t < rows.length; t++) {
      backend.read(tensor, t, rows[t], tensor.columns());
    }
    return Arrays.copyOf(rows, rows.length);
  }

  /** Opening a device takes longer than an operation. */
  private static final class SharedBackend {
    private static ComputeBackend backend;

    static synchronized ComputeBackend get() {
      if (backend == null) {
        backend = TestBackends.open();
      }
      return backend;
    }
  }
}
