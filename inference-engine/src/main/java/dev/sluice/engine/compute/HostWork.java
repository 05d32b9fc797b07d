package dev.sluice.engine.compute;

/**
 * Work of the host beside a backend's operations, in parts that do not touch each other. An object
 * that is kept from call to call, so that handing it over allocates nothing.
 */
public interface HostWork {

  /**
   * @param item which part; several threads may be here, each with a part of its own
   */
  void run(int item);

  /** All parts in order, on the caller. */
  default void runAll(int items) {
    for (int item = 0; item < items; item++) {
      run(item);
    }
  }
}
