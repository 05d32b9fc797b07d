package dev.sluice.store;

/** Told how far a fetch has come. Used by one thread at a time. */
@FunctionalInterface
public interface Progress {

  /** Nobody wants to know. */
  Progress NONE = (done, total) -> {};

  /**
   * @param done bytes so far
   * @param total all bytes, or 0 when that is not known
   * @throws java.util.concurrent.CancellationException to give up; what is there stays for later
   */
  void at(long done, long total);
}
