package dev.sluice.inference.engines;

import dev.sluice.contract.PodLoad;
import dev.sluice.engine.generate.InferenceEngine;

/** An engine and when it was last asked for. Safe for use by any thread. */
final class RosterEntry {
  private final InferenceEngine engine;
  private volatile long lastUsedNanos;
  private volatile boolean leaving;

  RosterEntry(InferenceEngine engine, long nowNanos) {
    this.engine = engine;
    this.lastUsedNanos = nowNanos;
  }

  InferenceEngine engine() {
    return engine;
  }

  String name() {
    return engine.model().name();
  }

  /** No new requests; the running ones go on. */
  void leave() {
    leaving = true;
  }

  boolean isLeaving() {
    return leaving;
  }

  void used(long nowNanos) {
    lastUsedNanos = nowNanos;
  }

  long lastUsedNanos() {
    return lastUsedNanos;
  }

  boolean isIdleSince(long nanos) {
    PodLoad load = engine.load();
    return lastUsedNanos - nanos <= 0 && load.runningStreams() + load.waitingStreams() == 0;
  }
}
