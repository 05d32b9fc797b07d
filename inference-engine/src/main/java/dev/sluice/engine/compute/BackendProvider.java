package dev.sluice.engine.compute;

/** How a backend makes itself known; found by {@link java.util.ServiceLoader}. */
public interface BackendProvider {

  /** The name used to ask for it: {@code scalar}, {@code vector}, {@code cuda}. */
  String name();

  /** Higher is preferred when nobody asked. */
  int preference();

  /** Whether it can run here, and why or why not. Must be cheap and must not throw. */
  Availability probe();

  /** Opens it with that many worker threads. */
  ComputeBackend open(int threads);

  /**
   * @param reason a phrase that completes "it is (not) usable because ..."
   */
  record Availability(boolean usable, String reason) {}
}
