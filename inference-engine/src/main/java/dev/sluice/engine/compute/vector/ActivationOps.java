package dev.sluice.engine.compute.vector;

import static dev.sluice.engine.compute.vector.Lanes.COUNT;
import static dev.sluice.engine.compute.vector.Lanes.load;
import static dev.sluice.engine.compute.vector.Lanes.loadPart;
import static dev.sluice.engine.compute.vector.Lanes.store;
import static dev.sluice.engine.compute.vector.Lanes.storePart;

import dev.sluice.engine.compute.Activation;
import jdk.incubator.vector.FloatVector;

/** {@link Activation}s of {@code count} floats in place. */
final class ActivationOps {
  private static final float TWO_SQRT_2_OVER_PI = 1.5957691216f;

  private ActivationOps() {}

  static void activate(Activation f, long x, int count) {
    int whole = Lanes.F.loopBound(count);
    for (int i = 0; i < whole; i += COUNT) {
      store(apply(f, load(x + i * 4L)), x + i * 4L);
    }
    if (whole < count) {
      int rest = count - whole;
      storePart(apply(f, loadPart(x + whole * 4L, rest)), x + whole * 4L, rest);
    }
  }

  /** {@code gate = f(gate) * up}. */
  static void activateMultiply(Activation f, long gate, long up, int count) {
    int whole = Lanes.F.loopBound(count);
    for (int i = 0; i < whole; i += COUNT) {
      store(apply(f, load(gate + i * 4L)).mul(load(up + i * 4L)), gate + i * 4L);
    }
    if (whole < count) {
      int rest = count - whole;
      FloatVector activated = apply(f, loadPart(gate + whole * 4L, rest));
      storePart(activated.mul(loadPart(up + whole * 4L, rest)), gate + whole * 4L, rest);
    }
  }

  private static FloatVector apply(Activation f, FloatVector x) {
    return switch (f) {
      case SILU -> x.div(VectorMath.exp(x.neg()).add(1f));
      case GELU -> x.mul(VectorMath.normalBelow(x));
      case GELU_TANH -> geluTanh(x);
      case RELU -> x.max(0f);
      case RELU_SQUARED -> x.max(0f).mul(x.max(0f));
      case QUICK_GELU -> x.mul(VectorMath.sigmoid(x.mul(1.702f)));
    };
  }

  /** {@code (1 + tanh(u)) / 2} is the sigmoid of {@code 2 u}, which does not cancel. */
  private static FloatVector geluTanh(FloatVector x) {
    FloatVector cubic = x.mul(x).mul(0.044715f).fma(x, x);
    return x.mul(VectorMath.sigmoid(cubic.mul(TWO_SQRT_2_OVER_PI)));
  }
}
