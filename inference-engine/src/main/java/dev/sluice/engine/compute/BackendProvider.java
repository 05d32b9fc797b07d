package dev.sluice.engine.compute;

import dev.sluice.engine.tensor.ElementType;

/** How a backend makes itself known; found by {@link java.util.ServiceLoader}. */
public interface BackendProvider {

  /**
   * The name used to ask for it: {@code scalar}, {@code vector}, {@code vector-int8}, {@code cuda}.
   */
  String name();

  /** Higher is preferred when nobody asked. */
  int preference();

  /** Whether it can run here, and why or why not. Must be cheap and must not throw. */
  Availability probe();

  /** Memory that a weight of that type and shape takes in this backend's form. */
  default long weightBytes(ElementType type, int rows, int columns) {
    return rows * type.rowBytes(columns);
  }

  /** The element type that its backends keep keys and values in. */
  default ElementType kvType() {
    return ElementType.F32;
  }

  /** Opens it with that many worker threads. */
  ComputeBackend open(int threads);

  /** Over how many devices a model may be spread that does not fit one. */
  default int devices() {
    return 1;
  }

  /**
   * Opens it on one of its devices.
   *
   * @param device from 0; the first is the one that {@link #open(int)} takes
   */
  default ComputeBackend open(int threads, int device) {
    return open(threads);
  }

  /**
   * @param reason a phrase that completes "it is (not) usable because ..."
   */
  record Availability(boolean usable, String reason) {}
}
