package dev.sluice.engine.sampling.vector;

import dev.sluice.engine.sampling.Exponentials;
import dev.sluice.engine.sampling.PortableExp;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@link VectorExp} once the compiler has come to it, and {@link PortableExp} until then and where
 * the JVM has no Vector API: before that, a vector's operations are method calls that allocate, and
 * a row takes a hundred milliseconds. A process that keeps asking has it compiled by a thread of
 * its own, which compares the two and ends when the vectors are the faster; as both have the same
 * bits, nobody sees when. Nothing asks for the Vector API earlier: a start-up cache of classes can
 * hold none that do.
 */
public final class VectorExponentials implements Exponentials {
  /** Calls of a few hundred logits each, some dozen rows, after which they are worth compiling. */
  private static final int PATIENCE = 5_000;

  /** Logits of a comparison; what a caller asks for at once is about as much. */
  private static final int COUNT = 512;

  /** How often in a row vectors must win, so that no interruption decides. */
  private static final int WINS = 16;

  /** The compiler may take this long; then it has something against them. */
  private static final long DEADLINE_NANOS = 60_000_000_000L;

  private final PortableExp oneByOne = new PortableExp();
  private final AtomicInteger calls = new AtomicInteger();
  private volatile boolean isCompiled;

  @Override
  public void weigh(
      float[] row, int from, int count, float max, double temperature, double[] weights, int to) {
    if (isCompiled) {
      VectorExp.weigh(row, from, count, max, temperature, weights, to);
      return;
    }
    oneByOne.weigh(row, from, count, max, temperature, weights, to);
    if (calls.get() < PATIENCE && calls.incrementAndGet() == PATIENCE) {
      Thread.ofPlatform().name("sluice-exp").daemon().start(this::compile);
    }
  }

  /** Whether vectors have taken over. */
  boolean isCompiled() {
    return isCompiled;
  }

  private void compile() {
    if (hasVectors()) {
      isCompiled = beatsOneByOne();
    }
  }

  /** By class and not by module: the launcher's program adds the module to a running JVM. */
  private static boolean hasVectors() {
    try {
      Class.forName("jdk.incubator.vector.DoubleVector", false, null);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private boolean beatsOneByOne() {
    float[] row = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      row[i] = -i / 16f;
    }
    double[] weights = new double[COUNT];
    long start = System.nanoTime();
    int wins = 0;
    while (wins < WINS && System.nanoTime() - start < DEADLINE_NANOS) {
      long before = System.nanoTime();
      VectorExp.weigh(row, 0, COUNT, 0, 1, weights, 0);
      long between = System.nanoTime();
      oneByOne.weigh(row, 0, COUNT, 0, 1, weights, 0);
      wins = between - before < System.nanoTime() - between ? wins + 1 : 0;
    }
    return wins == WINS;
  }
}
