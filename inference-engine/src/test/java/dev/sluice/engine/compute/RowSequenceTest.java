package dev.sluice.engine.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.engine.compute.vector.VectorBackend;
import dev.sluice.engine.tensor.ElementType;
import dev.sluice.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Operations on rows that follow each other, in any mixture and number: a backend that puts them
 * off and runs them together gives the same bits as one that is made to run each by itself.
 */
class RowSequenceTest {
  private static final int TOKENS = 19;
  private static final int WIDTH = 64;
  private static final int[] BATCHES = {1, 3, 8, TOKENS};

  /** Changes {@code x} on a backend that holds {@code y} as well. */
  private interface Step {
    void run(ComputeBackend backend, Tensor x, Tensor y);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void sequence_runTogether_sameBitsAsEachApart(int seed) {
    List<Step> steps = steps(new Random(seed));
    assertThat(run(steps, false)).isDeepEqualTo(run(steps, true));
  }

  private static List<Step> steps(Random random) {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      int n = BATCHES[random.nextInt(BATCHES.length)];
      int repeats = 1 + random.nextInt(25); // some fill any queue
      for (int r = 0; r < repeats; r++) {
        steps.add(rowStep(random.nextInt(6), n));
      }
      steps.add(otherStep(random.nextInt(3), n));
    }
    return steps;
  }

  private static Step rowStep(int kind, int n) {
    return switch (kind) {
      case 0 -> (b, x, y) -> b.add(x, y, n);
      case 1 -> (b, x, y) -> b.activate(x, Activation.SILU, n);
      case 2 -> (b, x, y) -> b.rmsNorm(x, y, 1e-5f, n, x);
      case 3 -> (b, x, y) -> b.softcap(x, 3, n);
      case 4 -> (b, x, y) -> b.activateMultiply(x, y, Activation.SILU, n);
      default -> (b, x, y) -> b.copy(y, n, x);
    };
  }

  /** What mixes rows, and so must find all that came before done. */
  private static Step otherStep(int kind, int n) {
    IntUnaryOperator mirrored = i -> n - 1 - i;
    int[] rows = IntStream.range(0, n).map(mirrored).toArray();
    float[] factors = new float[n];
    Arrays.fill(factors, 0.25f);
    return switch (kind) {
      case 0 ->
          (b, x, y) -> {
            Tensor moved = b.allocate("moved", TOKENS, WIDTH);
            b.gather(x, rows, n, moved);
            b.copy(moved, n, x);
            b.release(moved);
          };
      case 1 -> (b, x, y) -> b.scatterAdd(y, rows, factors, n, x);
      default -> (b, x, y) -> b.write(x, n - 1, new float[WIDTH], WIDTH);
    };
  }

  private static float[][] run(List<Step> steps, boolean apart) {
    try (ComputeBackend backend = new VectorBackend(2)) {
      Random random = new Random(9);
      Tensor x = RowParityTest.filled(backend, TOKENS, WIDTH, random);
      Tensor y = RowParityTest.filled(backend, TOKENS, WIDTH, random);
      for (Step step : steps) {
        step.run(backend, x, y);
        if (apart) {
          rows(backend, x);
        }
      }
      return rows(backend, x);
    }
  }

  private static float[][] rows(ComputeBackend backend, Tensor x) {
    float[][] rows = new float[TOKENS][WIDTH];
    for (int t = 0; t < TOKENS; t++) {
      backend.read(x, t, rows[t], WIDTH);
    }
    return rows;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, TOKENS})
  void matmul_refused_leavesWhatCameBeforeDone(int n) {
    try (ComputeBackend backend = new VectorBackend(2);
        Weight weight =
            backend.prepare(TestWeights.random(ElementType.Q4_0, 64, 96, new Random(1)))) {
      Tensor x = RowParityTest.filled(backend, TOKENS, WIDTH, new Random(2));
      Tensor out = backend.allocate("out", TOKENS, 64);
      float[][] before = rows(backend, x);
      backend.scale(x, 2, n);
      assertThatThrownBy(() -> backend.matmul(x, weight, n, out))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cannot multiply " + n + " rows");
      backend.scale(x, 0.5f, TOKENS);
      float[][] after = rows(backend, x);
      for (int i = 0; i < WIDTH; i++) {
        assertThat(after[0][i]).isEqualTo(before[0][i]);
      }
    }
  }
}
