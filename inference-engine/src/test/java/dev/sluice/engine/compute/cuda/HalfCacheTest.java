package dev.sluice.engine.compute.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.engine.Fixtures;
import dev.sluice.engine.compute.AttentionSpec;
import dev.sluice.engine.compute.BackendTest;
import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.compute.KvCache;
import dev.sluice.engine.compute.TestBackends;
import dev.sluice.engine.compute.scalar.ScalarBackend;
import dev.sluice.engine.model.Decoder;
import dev.sluice.engine.model.DecoderOptions;
import dev.sluice.engine.model.ForwardBatch;
import dev.sluice.engine.model.ModelLoadException;
import dev.sluice.engine.model.Models;
import dev.sluice.engine.model.Sequences;
import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and values as halves: half the memory, results that differ by their rounding only. */
@Tag("cuda")
@BackendTest
class HalfCacheTest {
  private static final long CACHE_BYTES = 1 << 20;

  @BeforeEach
  void ask() {
    TestBackends.names();
    System.setProperty("sluice.cuda.kv", "f16");
  }

  @AfterEach
  void forget() {
    System.clearProperty("sluice.cuda.kv");
  }

  /** Widths of heads for every number of columns, one span and several. */
  @ParameterizedTest
  @ValueSource(ints = {20, 40, 80, 100, 200})
  void attention_overHalves_isCloseToScalar(int headDim) {
    int tokens = headDim == 40 ? 300 : 30;
    float[][] expected;
    float[][] actual;
    try (ComputeBackend scalar = new ScalarBackend();
        ComputeBackend device = TestBackends.open()) {
      assertThat(device.kvType()).isEqualTo(ElementType.F16);
      expected = attend(scalar, headDim, tokens);
      actual = attend(device, headDim, tokens);
    }
    double largest = 0;
    for (int t = 0; t < tokens; t++) {
      for (int i = 0; i < expected[t].length; i++) {
        largest = Math.max(largest, Math.abs((double) expected[t][i] - actual[t][i]));
      }
    }
    assertThat(largest).isBetween(1e-7, 4e-3);
  }

  private static float[][] attend(ComputeBackend b, int headDim, int tokens) {
    Random random = new Random(headDim);
    AttentionSpec spec = new AttentionSpec(4, 2, headDim, 1 / (float) Math.sqrt(headDim), 0, 0f);
    KvCache cache = b.allocateKv(20, 2, headDim);
    Tensor q = filled(b, tokens, 4 * headDim, random);
    Tensor out = b.allocate("out", tokens, 4 * headDim);
    ForwardBatch batch = new ForwardBatch(tokens, 1, 1);
    batch.addSequence(Sequences.blocks(1, tokens));
    for (int t = 0; t < tokens; t++) {
      batch.addToken(0, t, false);
    }
    Tensor keys = filled(b, tokens, 2 * headDim, random);
    b.storeKv(keys, filled(b, tokens, 2 * headDim, random), cache, batch);
    b.attention(q, cache, spec, batch, out);
    float[][] rows = new float[tokens][4 * headDim];
    for (int t = 0; t < tokens; t++) {
      b.read(out, t, rows[t], rows[t].length);
    }
    return rows;
  }

  @Test
  void attention_toValuesBeyondTheLargestHalf_givesThatAndKeepsNaN() {
    float[] values = new float[20];
    Arrays.fill(values, 1);
    values[0] = 70_000;
    values[1] = -1e9f;
    values[2] = Float.NEGATIVE_INFINITY;
    values[3] = Float.NaN;
    try (ComputeBackend device = TestBackends.open()) {
      AttentionSpec spec = new AttentionSpec(1, 1, values.length, 1, 0, 0f);
      Tensor q = device.allocate("q", 1, values.length);
      Tensor v = device.allocate("v", 1, values.length);
      Tensor out = device.allocate("out", 1, values.length);
      device.write(v, 0, values, values.length);
      ForwardBatch batch = new ForwardBatch(1, 1, 1);
      batch.addSequence(Sequences.blocks(1, 1));
      batch.addToken(0, 0, false);
      KvCache cache = device.allocateKv(2, 1, values.length);
      device.storeKv(q, v, cache, batch);
      device.attention(q, cache, spec, batch, out);
      float[] seen = new float[values.length];
      device.read(out, 0, seen, seen.length);
      assertThat(seen).startsWith(65504f, -65504f, -65504f, Float.NaN, 1f);
    }
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

  @Test
  void model_withHalves_hasTwiceTheBlocksAndSaysTheSame() {
    int[] ids = {1, 5, 9, 200, 77, 31, 8, 90, 14, 300, 41, 2, 60, 61, 62, 63, 64, 65};
    float[][] exact;
    int blocks;
    System.setProperty("sluice.cuda.kv", "f32");
    try (Decoder decoder = open()) {
      exact = Sequences.logits(decoder, ids, Sequences.blocks(0, ids.length), 0, 8);
      blocks = decoder.blockCount();
    }
    System.setProperty("sluice.cuda.kv", "f16");
    try (Decoder decoder = open()) {
      float[][] rounded = Sequences.logits(decoder, ids, Sequences.blocks(0, ids.length), 0, 8);
      assertThat(decoder.blockCount()).isEqualTo(2 * blocks);
      assertThat(decoder.nativeBytes().get("kv-keys")).isLessThanOrEqualTo(CACHE_BYTES / 2);
      assertThat(decoder.description().backend()).contains("keys and values F16");
      for (int i = 0; i < ids.length; i++) {
        assertThat(Sequences.argmax(rounded[i])).isEqualTo(Sequences.argmax(exact[i]));
      }
      int[] other = Sequences.blocks(blocks, ids.length); // beyond what floats had
      float[][] alone = Sequences.logits(decoder, ids, other, 0, 1);
      assertThat(alone).isDeepEqualTo(rounded); // the same bits in chunks and alone
    }
  }

  private static Decoder open() {
    return Models.open(
        Fixtures.stories("Q8_0"), new DecoderOptions("cuda", 1, 128, CACHE_BYTES, 16, 16));
  }

  @Test
  void open_withAnUnknownType_saysWhichThereAre() {
    System.setProperty("sluice.cuda.kv", "q8");
    assertThatThrownBy(HalfCacheTest::open)
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("sluice.cuda.kv is 'q8'; keys and values can be f32 or f16");
  }
}
