package dev.sluice.engine.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.compute.scalar.ScalarBackend;
import dev.sluice.engine.compute.vector.VectorBackend;
import dev.sluice.engine.model.ForwardBatch;
import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Keys and values kept as halves on the vector backend: the bits of floats that were rounded
 * before.
 */
class HalvedCacheTest {
  private static final float LARGEST_HALF = 65504;

  /** Where a sequence of 600 tokens at most lies. */
  private static final int[] TABLE =
      IntStream.range(0, 38).map(i -> (i * 17 + 5) % 38).toArray(); // 17 and 38 are coprime

  /**
   * @param tokens of a sequence
   * @param step how many of them at once
   */
  private record Case(AttentionSpec spec, int tokens, int step) {}

  static Stream<Case> cases() {
    float[] slopes = {0.5f, 0.25f, 0.70703125f, 1f};
    return Stream.of(
            new AttentionSpec(9, 3, 64, 0.125f, 0, 0f),
            new AttentionSpec(3, 3, 80, 0.14f, 0, 0f),
            new AttentionSpec(5, 1, 96, 0.1f, 0, 0f),
            new AttentionSpec(4, 2, 128, 0.09f, 0, 0f),
            new AttentionSpec(2, 1, 256, 0.06f, 0, 50f),
            new AttentionSpec(40, 1, 16, 0.25f, 0, 0f),
            new AttentionSpec(4, 2, 33, 0.17f, 20, 3f),
            new AttentionSpec(2, 2, 7, 0.3f, 0, 0f),
            new AttentionSpec(2, 1, 3, 0.5f, 90, 0f),
            new AttentionSpec(4, 1, 80, 0.11f, 7, 0f),
            new AttentionSpec(6, 2, 12, 0.3f, 16, 0f),
            new AttentionSpec(8, 1, 65, 0.1f, 1, 0f),
            new AttentionSpec(4, 4, 20, 0.2f, 0, 0f, slopes),
            new AttentionSpec(4, 1, 33, 0.2f, 70, 5f, slopes))
        .flatMap(spec -> Stream.of(new Case(spec, 75, 75), new Case(spec, 150, 7)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void attention_overHalves_hasTheBitsOfRoundedFloats(Case given) {
    Inputs inputs = new Inputs(given.spec(), given.tokens(), 0.7f);
    float[][] expected = run(floats(), given, inputs.rounded());
    assertThat(run(halves(), given, inputs)).isDeepEqualTo(expected);
  }

  @Test
  void attention_overManyBlocks_hasTheBitsOfRoundedFloats() {
    for (int window : new int[] {0, 300}) {
      Case given = new Case(new AttentionSpec(6, 2, 64, 0.125f, window, 0f), 600, 61);
      Inputs inputs = new Inputs(given.spec(), given.tokens(), 1);
      float[][] expected = run(floats(), given, inputs.rounded());
      assertThat(run(halves(), given, inputs)).isDeepEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void attention_ofOneTokenAtATime_hasTheBitsOfAllAtOnce(Case given) {
    Inputs inputs = new Inputs(given.spec(), given.tokens(), 0.7f);
    Case single = new Case(given.spec(), given.tokens(), 1);
    assertThat(run(halves(), single, inputs)).isDeepEqualTo(run(halves(), given, inputs));
  }

  @Test
  void attention_overHalves_matchesScalarWithRoundedFloats() {
    Case given = new Case(new AttentionSpec(4, 2, 48, 0.14f, 0, 0f), 75, 75);
    Inputs inputs = new Inputs(given.spec(), given.tokens(), 1);
    float[][] expected = run(new ScalarBackend(), given, inputs.rounded());
    float[][] actual = run(halves(), given, inputs);
    for (int t = 0; t < given.tokens(); t++) {
      for (int i = 0; i < expected[t].length; i++) {
        assertThat(Math.abs(expected[t][i] - actual[t][i])).isLessThan(2e-5f);
      }
    }
  }

  /** One position, so that what comes out is its value. */
  @Test
  void storeKv_roundsToTheNearestHalfAndSaturates() {
    AttentionSpec spec = new AttentionSpec(1, 1, 12, 1f, 0, 0f);
    Inputs inputs = new Inputs(spec, 1, 1);
    float tiny = 0x1p-24f;
    float[] given = {1e5f, -65520f, 65519f, 2049, 2051, -0f, tiny, tiny / 2, 0x1.8p-24f, 0, 0, 0};
    float[] kept = {65504, -65504, 65504, 2048, 2052, -0f, tiny, 0, 2 * tiny, 0, 0, 0};
    given[9] = Float.NEGATIVE_INFINITY;
    kept[9] = -LARGEST_HALF;
    inputs.values[0] = given;
    for (int i = 0; i < given.length; i++) {
      assertThat(rounded(given[i])).isEqualTo(kept[i]);
    }
    float[] out = run(halves(), new Case(spec, 1, 1), inputs)[0];
    for (int i = 0; i < kept.length; i++) {
      assertThat(out[i]).isEqualTo(kept[i] + 0f);
    }
  }

  @Test
  void storeKv_ofWhatIsNoNumber_staysSo() {
    Case given = new Case(new AttentionSpec(2, 1, 20, 1f, 0, 0f), 40, 40);
    Inputs inputs = new Inputs(given.spec(), 40, 1);
    inputs.keys[3][7] = Float.NaN;
    inputs.values[20][11] = Float.NaN;
    float[][] out = run(halves(), given, inputs);
    assertThat(out[2]).doesNotContain(Float.NaN);
    assertThat(out[3]).containsOnly(Float.NaN);
    inputs.keys[3][7] = 0;
    out = run(halves(), given, inputs);
    assertThat(out[19]).doesNotContain(Float.NaN);
    assertThat(out[39][11]).isNaN();
    assertThat(out[39][12]).isNotNaN();
  }

  @Test
  void allocateKv_ofHalves_takesHalfTheMemory() {
    try (ComputeBackend floats = floats();
        ComputeBackend halves = halves()) {
      floats.allocateKv(1000, 2, 64);
      halves.allocateKv(1000, 2, 64);
      long whole = floats.ledger().balance().get("kv-keys");
      assertThat(halves.ledger().balance().get("kv-keys")).isBetween(whole / 2, whole / 2 + 1024);
      assertThat(halves.ledger().balance().get("kv-values")).isBetween(whole / 2, whole / 2 + 1024);
      assertThat(halves.kvType()).isEqualTo(ElementType.F16);
      assertThat(halves.describe()).contains("keys and values F16");
      assertThat(floats.describe()).doesNotContain("keys and values");
    }
  }

  private static ComputeBackend floats() {
    return new VectorBackend(2, false, ElementType.F32);
  }

  private static ComputeBackend halves() {
    return new VectorBackend(2, false, ElementType.F16);
  }

  /** What a half keeps of a number. */
  private static float rounded(float x) {
    float half = Float.float16ToFloat(Float.floatToFloat16(x));
    return Math.clamp(half, -LARGEST_HALF, LARGEST_HALF);
  }

  /** Queries, keys and values by token. */
  private static final class Inputs {
    private final float[][] queries;
    private final float[][] keys;
    private final float[][] values;

    Inputs(float[][] queries, float[][] keys, float[][] values) {
      this.queries = queries;
      this.keys = keys;
      this.values = values;
    }

    Inputs(AttentionSpec spec, int tokens, float size) {
      this(
          random(1, tokens, spec.heads() * spec.headDim(), size),
          random(2, tokens, spec.kvHeads() * spec.headDim(), size),
          random(3, tokens, spec.kvHeads() * spec.headDim(), size));
    }

    Inputs rounded() {
      return new Inputs(queries, halved(keys), halved(values));
    }

    private static float[][] halved(float[][] rows) {
      return Arrays.stream(rows).map(Inputs::halved).toArray(float[][]::new);
    }

    private static float[] halved(float[] row) {
      float[] result = new float[row.length];
      for (int i = 0; i < row.length; i++) {
        result[i] = HalvedCacheTest.rounded(row[i]);
      }
      return result;
    }

    private static float[][] random(long seed, int rows, int columns, float size) {
      Random random = new Random(seed);
      float[][] result = new float[rows][columns];
      for (float[] row : result) {
        for (int i = 0; i < columns; i++) {
          row[i] = size * (float) random.nextGaussian();
        }
      }
      return result;
    }
  }

  /**
   * Attends with so many tokens at a time, in two sequences that lie in turn; closes the backend.
   */
  private static float[][] run(ComputeBackend opened, Case given, Inputs inputs) {
    try (ComputeBackend backend = opened) {
      AttentionSpec spec = given.spec();
      int step = given.step();
      KvCache cache = backend.allocateKv(2 * TABLE.length, spec.kvHeads(), spec.headDim());
      int width = spec.heads() * spec.headDim();
      Tensor q = backend.allocate("q", 2 * step, width);
      Tensor k = backend.allocate("k", 2 * step, spec.kvHeads() * spec.headDim());
      Tensor v = backend.allocate("v", 2 * step, spec.kvHeads() * spec.headDim());
      Tensor out = backend.allocate("out", 2 * step, width);
      float[][] result = new float[given.tokens()][width];
      for (int from = 0; from < given.tokens(); from += step) {
        int count = Math.min(step, given.tokens() - from);
        ForwardBatch batch = new ForwardBatch(2 * step, 2, 2);
        for (int sequence = 0; sequence < 2; sequence++) {
          int offset = sequence * TABLE.length;
          batch.addSequence(Arrays.stream(TABLE).map(block -> block + offset).toArray());
          for (int t = from; t < from + count; t++) {
            int row = batch.addToken(0, t, false);
            write(backend, q, row, inputs.queries[t]);
            write(backend, k, row, inputs.keys[t]);
            write(backend, v, row, inputs.values[t]);
          }
        }
        backend.storeKv(k, v, cache, batch);
        backend.attention(q, cache, spec, batch, out);
        for (int i = 0; i < count; i++) {
          float[] second = new float[width];
          backend.read(out, i, result[from + i], width);
          backend.read(out, count + i, second, width);
          assertThat(second).isEqualTo(result[from + i]);
        }
      }
      return result;
    }
  }

  private static void write(ComputeBackend backend, Tensor tensor, int row, float[] values) {
    backend.write(tensor, row, values, values.length);
  }
}
