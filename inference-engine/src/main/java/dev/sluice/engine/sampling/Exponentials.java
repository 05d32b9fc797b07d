package dev.sluice.engine.sampling;

import java.util.ServiceLoader;

/**
 * Softmax weights of a row of logits, in double precision. {@link PortableExp} is the executable
 * specification; implementations for vectors, found as services, have its bits. Without state: any
 * thread may use them.
 */
public interface Exponentials {

  /**
   * {@code weights[to + i] = exp((row[from + i] - max) / temperature)} for {@code i < count}.
   *
   * @param max no smaller than any of the logits, and finite
   * @param temperature above zero
   */
  void weigh(
      float[] row, int from, int count, float max, double temperature, double[] weights, int to);

  /** The service if there is one. */
  static Exponentials fastest() {
    return ServiceLoader.load(Exponentials.class).findFirst().orElseGet(PortableExp::new);
  }
}
