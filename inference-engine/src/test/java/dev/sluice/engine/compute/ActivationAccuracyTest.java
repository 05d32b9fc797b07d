package dev.sluice.engine.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.compute.scalar.ScalarBackend;
import dev.sluice.engine.compute.vector.VectorBackend;
import dev.sluice.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Activations over the range where they bend, and near zero, where formulas cancel. */
class ActivationAccuracyTest {
  private static final int POINTS = 4001;

  @ParameterizedTest
  @EnumSource(Activation.class)
  void activate_overItsRange_isWithinAMillionthOfScalar(Activation f) {
    for (float span : new float[] {20f, 1f, 1e-3f, 1e-6f}) {
      float[] x = points(span);
      float[] expected = map(new ScalarBackend(), x, (b, t) -> b.activate(t, f, 1));
      float[] actual = map(new VectorBackend(1), x, (b, t) -> b.activate(t, f, 1));
      for (int i = 0; i < POINTS; i++) {
        // The lower tails lose precision with the rounding of their exponents, where they are
        // already a thousandth of x and less.
        double limit = 6e-7 * Math.abs(expected[i]) + 1e-9 * Math.abs(x[i]) + 1e-45;
        assertThat((double) Math.abs(actual[i] - expected[i]))
            .as("%s(%s) = %s", f, x[i], expected[i])
            .isLessThanOrEqualTo(limit);
      }
    }
  }

  @Test
  void softcap_overItsRange_isWithinAMillionthOfScalar() {
    for (float span : new float[] {200f, 30f, 1f, 1e-3f, 1e-6f}) {
      float[] x = points(span);
      float[] expected = map(new ScalarBackend(), x, (b, t) -> b.softcap(t, 30f, 1));
      float[] actual = map(new VectorBackend(1), x, (b, t) -> b.softcap(t, 30f, 1));
      for (int i = 0; i < POINTS; i++) {
        assertThat((double) Math.abs(actual[i] - expected[i]))
            .as("softcap(%s) = %s", x[i], expected[i])
            .isLessThanOrEqualTo(4e-7 * Math.abs(expected[i]));
      }
    }
  }

  /** Values of torch.nn.functional: gelu(1), gelu(-2), gelu(1, "tanh"), silu(-1). */
  @ParameterizedTest
  @CsvSource({
    "GELU, 1, 0.8413447",
    "GELU, -2, -0.04550026",
    "GELU_TANH, 1, 0.841192",
    "SILU, -1, -0.26894143",
    "RELU_SQUARED, 3, 9",
    "RELU, -3, 0",
    "QUICK_GELU, 1, 0.8457958"
  })
  void activate_atKnownPoints_hasTheKnownValue(Activation f, float x, float expected) {
    for (ComputeBackend backend :
        new ComputeBackend[] {new ScalarBackend(), new VectorBackend(1)}) {
      float[] actual = map(backend, new float[] {x}, (b, t) -> b.activate(t, f, 1));
      assertThat(Math.abs(actual[0] - expected)).isLessThanOrEqualTo(6e-7f);
    }
  }

  private interface RowOp {
    void run(ComputeBackend backend, Tensor x);
  }

  private static float[] map(ComputeBackend backend, float[] x, RowOp op) {
    try (backend) {
      Tensor tensor = backend.allocate("x", 1, x.length);
      backend.write(tensor, 0, x, x.length);
      op.run(backend, tensor);
      float[] out = new float[x.length];
      backend.read(tensor, 0, out, out.length);
      return out;
    }
  }

  private static float[] points(float span) {
    float[] x = new float[POINTS];
    for (int i = 0; i < POINTS; i++) {
      x[i] = span * (2f * i / (POINTS - 1) - 1);
    }
    return x;
  }
}
