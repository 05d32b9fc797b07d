package dev.sluice.engine.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.compute.scalar.ScalarBackend;
import dev.sluice.engine.compute.vector.VectorBackend;
import dev.sluice.engine.model.ForwardBatch;
import dev.sluice.engine.tensor.Tensor;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Attention and rope over odd shapes: the backend under test against scalar, and the same bits
 * whatever tokens a step holds.
 */
@BackendTest
class AttentionParityTest {

  static Stream<AttentionSpec> specs() {
    return Stream.of(
        new AttentionSpec(4, 2, 8, 0.35f, 0, 0f),
        new AttentionSpec(9, 3, 64, 0.125f, 0, 0f),
        new AttentionSpec(3, 3, 48, 0.14f, 0, 0f),
        new AttentionSpec(2, 1, 60, 0.13f, 0, 0f),
        new AttentionSpec(2, 1, 128, 0.09f, 0, 0f),
        new AttentionSpec(4, 1, 80, 0.11f, 7, 0f),
        new AttentionSpec(4, 2, 33, 0.17f, 20, 3f),
        new AttentionSpec(6, 1, 12, 0.3f, 16, 0f),
        new AttentionSpec(7, 7, 20, 0.22f, 17, 0f),
        new AttentionSpec(8, 1, 96, 0.1f, 1, 0f),
        new AttentionSpec(4, 4, 256, 0.06f, 33, 50f),
        new AttentionSpec(4, 4, 20, 0.2f, 0, 0f, new float[] {0.5f, 0.25f, 0.70703125f, 0.0039f}),
        new AttentionSpec(4, 1, 33, 0.2f, 20, 5f, new float[] {0.5f, 0.25f, 0.70703125f, 1f}));
  }

  /** Reference values of the bias in bfloat16: 0.70703125 is 181 / 256; 8 bits are kept. */
  @Test
  void alibi_roundsPositionAndProductToBfloat16() {
    var spec = new AttentionSpec(1, 1, 8, 1f, 0, 0f, new float[] {0.70703125f});
    assertThat(spec.alibi(0, 0)).isZero();
    assertThat(spec.alibi(0, 1)).isEqualTo(0.70703125f);
    assertThat(spec.alibi(0, 3)).isEqualTo(2.125f); // 2.12109375, a tie, to even
    assertThat(spec.alibi(0, 45)).isEqualTo(31.875f); // 31.81640625
    assertThat(spec.alibi(0, 301)).isEqualTo(212f); // 300 * 0.70703125 = 212.109375
  }

  @ParameterizedTest
  @MethodSource("specs")
  void attention_ofOneTokenAtATime_hasTheBitsOfAllAtOnce(AttentionSpec spec) {
    try (ComputeBackend vector = new VectorBackend(2)) {
      float[][] together = run(vector, spec, 75, 75);
      assertThat(run(vector, spec, 75, 1)).isDeepEqualTo(together);
      assertThat(run(vector, spec, 75, 7)).isDeepEqualTo(together);
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void attention_overPagedBlocks_matchesScalar(AttentionSpec spec) {
    int tokens = 75;
    float[][] expected;
    float[][] actual;
    try (ComputeBackend scalar = new ScalarBackend();
        ComputeBackend tested = TestBackends.open()) {
      expected = run(scalar, spec, tokens, tokens);
      actual = run(tested, spec, tokens, tokens);
    }
    for (int t = 0; t < tokens; t++) {
      for (int i = 0; i < expected[t].length; i++) {
        assertThat(Math.abs(expected[t][i] - actual[t][i]))
            .as("token %d component %d of %s", t, i, spec)
            .isLessThan(2e-5f);
      }
    }
  }

  /** Writes all tokens' keys and values, rotated, and attends with {@code step} tokens at once. */
  private static float[][] run(ComputeBackend backend, AttentionSpec spec, int tokens, int step) {
    Random random = new Random(5);
    int width = spec.heads() * spec.headDim();
    int kvWidth = spec.kvHeads() * spec.headDim();
    Tensor q = RowParityTest.filled(backend, tokens, width, random);
    Tensor k = RowParityTest.filled(backend, tokens, kvWidth, random);
    Tensor v = RowParityTest.filled(backend, tokens, kvWidth, random);
    int half = spec.headDim() / 2 - 1;
    Tensor angles = RowParityTest.filled(backend, tokens, 2 * half, random);
    Tensor out = backend.allocate("out", tokens, width);
    KvCache cache = backend.allocateKv(8, spec.kvHeads(), spec.headDim());
    backend.rope(q, angles, spec.heads(), spec.headDim(), half, false, tokens);
    backend.rope(k, angles, spec.kvHeads(), spec.headDim(), half, true, tokens);
    for (int from = 0; from < tokens; from += step) {
      ForwardBatch batch = new ForwardBatch(step, 1, 1);
      batch.addSequence(new int[] {6, 1, 7, 0, 3});
      for (int t = from; t < Math.min(tokens, from + step); t++) {
        batch.addToken(0, t, false);
      }
      backend.storeKv(from(k, from), from(v, from), cache, batch);
      backend.attention(from(q, from), cache, spec, batch, from(out, from));
    }
    float[][] rows = new float[tokens][width];
    for (int t = 0; t < tokens; t++) {
      backend.read(out, t, rows[t], width);
    }
    return rows;
  }

  /** A view of the rows from {@code row} on. */
  private static Tensor from(Tensor x, int row) {
    if (row == 0) {
      return x;
    }
    return new Tensor(
        x.name(),
        x.type(),
        x.rows() - row,
        x.columns(),
        x.strideBytes(),
        x.data().asSlice(x.offset(row)));
  }
}
