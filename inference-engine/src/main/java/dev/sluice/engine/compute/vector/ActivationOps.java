package dev.sluice.engine.compute.vector;

import static dev.sluice.engine.compute.vector.Lanes.COUNT;
import static dev.sluice.engine.compute.vector.Lanes.load;
import static dev.sluice.engine.compute.vector.Lanes.store;

import dev.sluice.engine.compute.Activation;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;

/**
 * {@link Activation}s and the soft cap, in place. Each is a kernel of its own over whole vectors,
 * because several in one compilation pass the compiler's limit ({@link Outlined}), and the exact
 * GELU takes three, the soft cap two; what is left at a row's end is computed in a spare vector.
 * {@code spare} is {@link #SPARE_FLOATS} floats throughout.
 */
final class ActivationOps {
  /** Floats that a function does at a time. */
  private static final int STRETCH = 8 * Lanes.PANEL;

  /** A stretch's intermediate results, and a vector for a row's end. */
  static final int SPARE_FLOATS = STRETCH + COUNT;

  private static final float TWO_SQRT_2_OVER_PI = 1.5957691216f;

  private static final MethodHandles.Lookup HERE = MethodHandles.lookup();
  private static final Outlined SILU = Outlined.of(HERE, "silu");
  private static final Outlined GELU_TANH = Outlined.of(HERE, "geluTanh");
  private static final Outlined RELU = Outlined.of(HERE, "relu");
  private static final Outlined RELU_SQUARED = Outlined.of(HERE, "reluSquared");
  private static final Outlined QUICK_GELU = Outlined.of(HERE, "quickGelu");
  private static final Outlined NEAR_FACTOR = Outlined.of(HERE, "nearFactor");
  private static final Outlined TAIL_FACTOR = Outlined.of(HERE, "tailFactor");
  private static final Outlined TAIL = Outlined.of(HERE, "tail");
  private static final Outlined GELU = Outlined.of(HERE, "gelu");
  private static final Outlined MULTIPLY = Outlined.of(HERE, "multiply");
  private static final Outlined TANH_FAR = Outlined.of(HERE, "tanhFar");
  private static final Outlined SOFTCAP = Outlined.of(HERE, "softcap");

  private ActivationOps() {}

  static void activate(Activation f, long x, int count, long spare) {
    int whole = Lanes.F.loopBound(count);
    for (int i = 0; i < whole; i += STRETCH) {
      run(f, x + i * 4L, Math.min(STRETCH, whole - i), spare);
    }
    if (whole < count) {
      long end = toSpare(x, whole, count, spare);
      run(f, end, COUNT, spare);
      Lanes.copyTail(end, x + whole * 4L, (count - whole) * 4L);
    }
  }

  /** Copies a row's end to where a whole vector may be written. */
  private static long toSpare(long x, int whole, int count, long spare) {
    long end = spare + STRETCH * 4L;
    Lanes.copyTail(x + whole * 4L, end, (count - whole) * 4L);
    return end;
  }

  /** {@code gate = f(gate) * up}. */
  static void activateMultiply(Activation f, long gate, long up, int count, long spare) {
    activate(f, gate, count, spare);
    int whole = Lanes.F.loopBound(count);
    MULTIPLY.run(up, 0, whole, 0, 0, gate);
    for (int i = whole; i < count; i++) {
      Lanes.set(gate + i * 4L, Lanes.get(gate + i * 4L) * Lanes.get(up + i * 4L));
    }
  }

  /** {@code x = cap * tanh(x / cap)}. */
  static void softcap(float cap, long x, int count, long spare) {
    int whole = Lanes.F.loopBound(count);
    for (int i = 0; i < whole; i += STRETCH) {
      runSoftcap(cap, x + i * 4L, Math.min(STRETCH, whole - i), spare);
    }
    if (whole < count) {
      long end = toSpare(x, whole, count, spare);
      runSoftcap(cap, end, COUNT, spare);
      Lanes.copyTail(end, x + whole * 4L, (count - whole) * 4L);
    }
  }

  private static void runSoftcap(float cap, long x, int count, long spare) {
    int bits = Float.floatToRawIntBits(cap);
    TANH_FAR.run(x, bits, count, 0, 0, spare);
    SOFTCAP.run(0, bits, count, spare, 0, x);
  }

  private static void run(Activation f, long x, int count, long spare) {
    switch (f) {
      case SILU -> SILU.run(0, 0, count, 0, 0, x);
      case GELU -> {
        NEAR_FACTOR.run(x, 0, count, 0, 0, spare);
        TAIL_FACTOR.run(x, 0, count, 0, 0, spare);
        TAIL.run(x, 0, count, 0, 0, spare);
        GELU.run(0, 0, count, spare, 0, x);
      }
      case GELU_TANH -> GELU_TANH.run(0, 0, count, 0, 0, x);
      case RELU -> RELU.run(0, 0, count, 0, 0, x);
      case RELU_SQUARED -> RELU_SQUARED.run(0, 0, count, 0, 0, x);
      case QUICK_GELU -> QUICK_GELU.run(0, 0, count, 0, 0, x);
    }
  }

  @SuppressWarnings("unused")
  private static void silu(long u0, int u1, int count, long u2, long u3, long x) {
    for (int i = 0; i < count; i += COUNT) {
      FloatVector v = load(x + i * 4L);
      store(v.div(VectorMath.exp(v.neg()).add(1f)), x + i * 4L);
    }
  }

  /** {@code (1 + tanh(u)) / 2} is the sigmoid of {@code 2 u}, which does not cancel. */
  @SuppressWarnings("unused")
  private static void geluTanh(long u0, int u1, int count, long u2, long u3, long x) {
    for (int i = 0; i < count; i += COUNT) {
      FloatVector v = load(x + i * 4L);
      FloatVector cubic = v.mul(v).mul(0.044715f).fma(v, v);
      store(v.mul(VectorMath.sigmoid(cubic.mul(TWO_SQRT_2_OVER_PI))), x + i * 4L);
    }
  }

  @SuppressWarnings("unused")
  private static void quickGelu(long u0, int u1, int count, long u2, long u3, long x) {
    for (int i = 0; i < count; i += COUNT) {
      FloatVector v = load(x + i * 4L);
      store(v.mul(VectorMath.sigmoid(v.mul(1.702f))), x + i * 4L);
    }
  }

  @SuppressWarnings("unused")
  private static void relu(long u0, int u1, int count, long u2, long u3, long x) {
    for (int i = 0; i < count; i += COUNT) {
      store(load(x + i * 4L).max(0f), x + i * 4L);
    }
  }

  @SuppressWarnings("unused")
  private static void reluSquared(long u0, int u1, int count, long u2, long u3, long x) {
    for (int i = 0; i < count; i += COUNT) {
      FloatVector v = load(x + i * 4L).max(0f);
      store(v.mul(v), x + i * 4L);
    }
  }

  /** The normal distribution's tail in three steps, see {@link NormalMass}. */
  @SuppressWarnings("unused")
  private static void nearFactor(long x, int u0, int count, long u1, long u2, long tail) {
    for (int i = 0; i < count; i += COUNT) {
      store(NormalMass.nearFactor(load(x + i * 4L)), tail + i * 4L);
    }
  }

  @SuppressWarnings("unused")
  private static void tailFactor(long x, int u0, int count, long u1, long u2, long tail) {
    for (int i = 0; i < count; i += COUNT) {
      store(NormalMass.tailFactor(load(x + i * 4L), load(tail + i * 4L)), tail + i * 4L);
    }
  }

  @SuppressWarnings("unused")
  private static void tail(long x, int u0, int count, long u1, long u2, long tail) {
    for (int i = 0; i < count; i += COUNT) {
      store(NormalMass.tail(load(x + i * 4L), load(tail + i * 4L)), tail + i * 4L);
    }
  }

  @SuppressWarnings("unused")
  private static void gelu(long u0, int u1, int count, long tail, long u2, long x) {
    for (int i = 0; i < count; i += COUNT) {
      FloatVector v = load(x + i * 4L);
      store(v.mul(NormalMass.below(v, load(tail + i * 4L))), x + i * 4L);
    }
  }

  @SuppressWarnings("unused")
  private static void multiply(long y, int u0, int count, long u1, long u2, long x) {
    for (int i = 0; i < count; i += COUNT) {
      store(load(x + i * 4L).mul(load(y + i * 4L)), x + i * 4L);
    }
  }

  @SuppressWarnings("unused")
  private static void tanhFar(long x, int capBits, int count, long u0, long u1, long far) {
    float cap = Float.intBitsToFloat(capBits);
    for (int i = 0; i < count; i += COUNT) {
      store(VectorMath.tanhFar(load(x + i * 4L).div(cap)), far + i * 4L);
    }
  }

  @SuppressWarnings("unused")
  private static void softcap(long u0, int capBits, int count, long far, long u1, long x) {
    float cap = Float.intBitsToFloat(capBits);
    for (int i = 0; i < count; i += COUNT) {
      FloatVector scaled = load(x + i * 4L).div(cap);
      store(VectorMath.tanh(scaled, load(far + i * 4L)).mul(cap), x + i * 4L);
    }
  }
}
