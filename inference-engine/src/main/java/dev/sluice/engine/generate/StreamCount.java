package dev.sluice.engine.generate;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Counts streams from their submission to their last event. Safe to use from any thread. */
final class StreamCount {
  private int count;

  synchronized void increment() {
    count++;
  }

  synchronized void decrement() {
    count--;
    if (count == 0) {
      notifyAll();
    }
  }

  synchronized int get() {
    return count;
  }

  /** Returns false when the time ran out first. */
  synchronized boolean awaitZero(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (count > 0) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return true;
  }
}
