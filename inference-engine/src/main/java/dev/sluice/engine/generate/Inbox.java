package dev.sluice.engine.generate;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Where other threads leave work for the engine thread, and where it sleeps when it has none. Safe
 * to use from any thread.
 */
final class Inbox {
  private final Queue<GenerationStream> arrivals = new ArrayDeque<>();
  private final Queue<GenerationStream> cancellations = new ArrayDeque<>();
  private boolean closed;

  /** Returns false when the inbox is closed. */
  synchronized boolean submit(GenerationStream stream) {
    if (closed) {
      return false;
    }
    arrivals.add(stream);
    notifyAll();
    return true;
  }

  synchronized void cancel(GenerationStream stream) {
    cancellations.add(stream);
    notifyAll();
  }

  /** No arrivals from now on; those inside can still be taken. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  /** The next submitted stream, or null. */
  synchronized GenerationStream nextArrival() {
    return arrivals.poll();
  }

  /**
   * The next stream to cancel, or null. Ask after {@link #nextArrival} gave null: a stream is
   * always submitted before it is cancelled.
   */
  synchronized GenerationStream nextCancellation() {
    return arrivals.isEmpty() ? cancellations.poll() : null;
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /** Whether {@link #await} would return at once. */
  synchronized boolean hasWork() {
    return !arrivals.isEmpty() || !cancellations.isEmpty() || closed;
  }

  /** As {@link #await}, but gives up after a while. Returns whether there is something inside. */
  synchronized boolean await(Duration limit) throws InterruptedException {
    long endNanos = System.nanoTime() + limit.toNanos();
    while (!hasWork()) {
      long leftMillis = (endNanos - System.nanoTime()) / 1_000_000;
      if (leftMillis <= 0) {
        return false;
      }
      wait(leftMillis);
    }
    return true;
  }

  /** Sleeps until there is something inside or the inbox is closed. */
  synchronized void await() throws InterruptedException {
    while (!hasWork()) {
      wait();
    }
  }
}
