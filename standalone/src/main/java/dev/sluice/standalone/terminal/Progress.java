package dev.sluice.standalone.terminal;

/** Told how far some long work has come. Used by one thread at a time. */
@FunctionalInterface
public interface Progress {

  /** Nobody wants to know. */
  Progress NONE = (done, total) -> {};

  /**
   * @param done units done so far
   * @param total all units, or 0 when that is not known
   */
  void at(long done, long total);
}
