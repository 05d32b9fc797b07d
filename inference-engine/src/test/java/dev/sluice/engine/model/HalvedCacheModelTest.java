package dev.sluice.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.engine.Fixtures;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models whose keys and values are kept as halves, on the vector backends. */
class HalvedCacheModelTest {
  private static final int[] IDS = {
    1, 5, 9, 200, 77, 31, 8, 90, 14, 300, 41, 2, 60, 61, 62, 63, 64, 65
  };

  @AfterEach
  void forget() {
    System.clearProperty("sluice.vector.kv");
  }

  /**
   * Logits are up to 16 here, and a half keeps 11 bits. Activations that are rounded to eight bits
   * may fall on the other side of a tie: within what that rounding may change at all.
   */
  @ParameterizedTest
  @CsvSource({"vector, 0.01", "vector-int8, 0.3"})
  void model_withHalves_hasTwiceTheBlocksAndCloseLogits(String backend, double limit) {
    float[][] exact;
    int blocks;
    try (Decoder decoder = open(backend)) {
      exact = Sequences.logits(decoder, IDS, Sequences.blocks(0, IDS.length), 0, 8);
      blocks = decoder.blockCount();
      assertThat(decoder.description().backend()).doesNotContain("keys and values");
    }
    System.setProperty("sluice.vector.kv", "f16");
    try (Decoder decoder = open(backend)) {
      float[][] rounded = Sequences.logits(decoder, IDS, Sequences.blocks(0, IDS.length), 0, 8);
      assertThat(decoder.blockCount()).isEqualTo(2 * blocks);
      assertThat(decoder.description().backend()).contains("keys and values F16");
      assertThat(largestDifference(rounded, exact)).isBetween(1e-4, limit);
      int[] other = Sequences.blocks(blocks, IDS.length); // beyond what floats had
      assertThat(Sequences.logits(decoder, IDS, other, 0, 1)).isDeepEqualTo(rounded);
    }
  }

  @Test
  void inspect_withHalves_countsHalfTheCache() {
    DecoderOptions options = new DecoderOptions("vector", 1, 128, 0, 16, 16);
    long[] bytes = new long[2];
    for (String type : Arrays.asList("f32", "f16")) {
      System.setProperty("sluice.vector.kv", type);
      ModelReport report = ModelInspection.inspect(Fixtures.stories("Q8_0"), options, 1);
      bytes[type.equals("f32") ? 0 : 1] = report.memory().keysAndValues();
    }
    assertThat(bytes[0]).isEqualTo(128L * 5 * 2 * 4 * 8 * Float.BYTES);
    assertThat(bytes[1]).isEqualTo(bytes[0] / 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"vector", "vector-int8"})
  void open_withAnUnknownType_saysWhichThereAre(String backend) {
    System.setProperty("sluice.vector.kv", "q8");
    assertThatThrownBy(() -> open(backend))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("sluice.vector.kv is 'q8'; keys and values can be f32 or f16");
  }

  private static double largestDifference(float[][] a, float[][] b) {
    double largest = 0;
    for (int t = 0; t < a.length; t++) {
      for (int i = 0; i < a[t].length; i++) {
        largest = Math.max(largest, Math.abs((double) a[t][i] - b[t][i]));
      }
    }
    return largest;
  }

  private static Decoder open(String backend) {
    return Models.open(
        Fixtures.stories("Q4_0"), new DecoderOptions(backend, 2, 128, 1 << 20, 16, 16));
  }
}
