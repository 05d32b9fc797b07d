package dev.sluice.engine.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.compute.scalar.ScalarBackend;
import dev.sluice.engine.compute.vector.VectorBackend;
import dev.sluice.engine.model.ForwardBatch;
import dev.sluice.engine.tensor.Tensor;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Attention, rope, norm and activation over odd shapes: vector against scalar. */
class AttentionParityTest {

  static Stream<AttentionSpec> specs() {
    return Stream.of(
        new AttentionSpec(4, 2, 8, 0.35f, 0, 0f),
        new AttentionSpec(9, 3, 64, 0.125f, 0, 0f),
        new AttentionSpec(3, 3, 48, 0.14f, 0, 0f),
        new AttentionSpec(2, 1, 60, 0.13f, 0, 0f),
        new AttentionSpec(2, 1, 128, 0.09f, 0, 0f),
        new AttentionSpec(4, 1, 80, 0.11f, 7, 0f),
        new AttentionSpec(4, 2, 33, 0.17f, 20, 3f));
  }

  @ParameterizedTest
  @MethodSource("specs")
  void attention_overPagedBlocks_matchesScalar(AttentionSpec spec) {
    int tokens = 75;
    float[][] expected;
    float[][] actual;
    try (ComputeBackend scalar = new ScalarBackend();
        ComputeBackend vector = new VectorBackend(2)) {
      expected = run(scalar, spec, tokens);
      actual = run(vector, spec, tokens);
    }
    for (int t = 0; t < tokens; t++) {
      for (int i = 0; i < expected[t].length; i++) {
        assertThat(Math.abs(expected[t][i] - actual[t][i]))
            .as("token %d component %d of %s", t, i, spec)
            .isLessThan(2e-5f);
      }
    }
  }

  /** Writes all tokens' keys and values, rotated, and attends with every token at once. */
  private static float[][] run(ComputeBackend backend, AttentionSpec spec, int tokens) {
    Random random = new Random(5);
    int width = spec.heads() * spec.headDim();
    int kvWidth = spec.kvHeads() * spec.headDim();
    Tensor q = filled(backend, tokens, width, random);
    Tensor k = filled(backend, tokens, kvWidth, random);
    Tensor v = filled(backend, tokens, kvWidth, random);
    int half = spec.headDim() / 2 - 1;
    Tensor angles = filled(backend, tokens, 2 * half, random);
    Tensor out = backend.allocate("out", tokens, width);
    KvCache cache = backend.allocateKv(8, spec.kvHeads(), spec.headDim());
    ForwardBatch batch = new ForwardBatch(tokens, 1, 1);
    batch.addSequence(new int[] {6, 1, 7, 0, 3});
    for (int t = 0; t < tokens; t++) {
      batch.addToken(0, t, false);
    }
    backend.rope(q, angles, spec.heads(), spec.headDim(), half, false, tokens);
    backend.rope(k, angles, spec.kvHeads(), spec.headDim(), half, true, tokens);
    backend.storeKv(k, v, cache, batch);
    backend.attention(q, cache, spec, batch, out);
    return rows(backend, out, tokens);
  }

  @ParameterizedTest
  @MethodSource("specs")
  void normAndActivation_overOddWidths_matchScalar(AttentionSpec spec) {
    int width = spec.heads() * spec.headDim() + 5;
    float[][] expected;
    float[][] actual;
    try (ComputeBackend scalar = new ScalarBackend();
        ComputeBackend vector = new VectorBackend(2)) {
      expected = normAndActivate(scalar, width);
      actual = normAndActivate(vector, width);
    }
    for (int t = 0; t < expected.length; t++) {
      for (int i = 0; i < width; i++) {
        float limit = 2e-6f * (1 + Math.abs(expected[t][i]));
        assertThat(Math.abs(expected[t][i] - actual[t][i])).isLessThan(limit);
      }
    }
  }

  private static float[][] normAndActivate(ComputeBackend backend, int width) {
    Random random = new Random(9);
    int tokens = 11;
    Tensor x = filled(backend, tokens, width, random);
    Tensor up = filled(backend, tokens, width, random);
    Tensor weight = filled(backend, 1, width, random);
    Tensor normed = backend.allocate("normed", tokens, width);
    backend.rmsNorm(x, weight, 1e-5f, tokens, normed);
    backend.activateMultiply(normed, up, Activation.SILU, tokens);
    backend.add(normed, x, tokens);
    backend.addBias(normed, weight, tokens);
    return rows(backend, normed, tokens);
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

  private static float[][] rows(ComputeBackend backend, Tensor tensor, int n) {
    float[][] rows = new float[n][tensor.columns()];
    for (int t = 0; t < n; t++) {
      backend.read(tensor, t, rows[t], tensor.columns());
    }
    return rows;
  }
}
