package dev.sluice.standalone.measure;

/** Told how far a long measurement has come, in tokens that were run. */
@FunctionalInterface
public interface Watcher {
  void at(long done, long total);
}
