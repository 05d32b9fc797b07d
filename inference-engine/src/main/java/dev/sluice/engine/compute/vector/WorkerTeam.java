package dev.sluice.engine.compute.vector;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Persistent threads that share the items of one job at a time. A step runs a few hundred jobs of
 * microseconds each, so workers spin for a moment before they park. Each worker has a contiguous
 * share of the items, because a weight streams faster in order, and claims them one by one; when
 * its own are gone it claims those of others, so a worker that the system takes away holds back one
 * item only. The caller works too. One caller at a time.
 */
final class WorkerTeam implements AutoCloseable {
  /** About 50 microseconds: longer than the gaps within a step, shorter than anybody's patience. */
  private static final int SPINS = 4_000;

  /** The caller waits for stragglers actively this long before it offers its core. */
  private static final int SPINS_BEFORE_YIELD = 20_000;

  /** Below this many tokens a barrier costs more than the other core saves. */
  private static final int PARALLEL_TOKENS = 8;

  /** Two cache lines, so that workers do not take each other's counters away. */
  private static final int APART = 32;

  /** A divisible piece of work. */
  interface Job {
    /**
     * @param worker 0 is the caller; indexes scratch memory
     * @param item which part
     */
    void run(int worker, int item);
  }

  private final Thread[] threads;

  /** The next item of each worker's share, {@link #APART} entries apart. */
  private final AtomicIntegerArray next;

  private final AtomicInteger pending = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final AtomicIntegerArray isParked;
  private volatile int epoch;
  private volatile boolean closed;
  private Job job;
  private int items;

  WorkerTeam(int size) {
    threads = new Thread[size - 1];
    next = new AtomicIntegerArray(size * APART);
    isParked = new AtomicIntegerArray(threads.length);
    for (int i = 0; i < threads.length; i++) {
      int worker = i + 1;
      threads[i] =
          Thread.ofPlatform().name("sluice-compute-" + worker).daemon().start(() -> serve(worker));
    }
  }

  int size() {
    return threads.length + 1;
  }

  /** Runs all items and returns when the last has ended. */
  void run(Job nextJob, int itemCount) {
    if (threads.length == 0 || itemCount == 1) {
      for (int i = 0; i < itemCount; i++) {
        nextJob.run(0, i);
      }
      return;
    }
    job = nextJob;
    items = itemCount;
    for (int worker = 0; worker <= threads.length; worker++) {
      next.setPlain(worker * APART, shareStart(worker));
    }
    pending.set(threads.length);
    epoch++;
    for (int i = 0; i < threads.length; i++) {
      if (isParked.get(i) != 0) {
        LockSupport.unpark(threads[i]);
      }
    }
    claim(0);
    awaitOthers();
    Throwable thrown = failure.getAndSet(null);
    if (thrown != null) {
      throw new IllegalStateException("a compute worker failed: " + thrown, thrown);
    }
  }

  /** As {@link #run}, an item per token; by the caller alone where they are few. */
  void runTokens(Job tokenJob, int tokens) {
    if (tokens >= PARALLEL_TOKENS) {
      run(tokenJob, tokens);
      return;
    }
    for (int token = 0; token < tokens; token++) {
      tokenJob.run(0, token);
    }
  }

  private int shareStart(int worker) {
    return (int) ((long) items * worker / size());
  }

  private void claim(int worker) {
    try {
      for (int i = 0; i < size(); i++) {
        claimShareOf((worker + i) % size(), worker);
      }
    } catch (Throwable e) {
      failure.compareAndSet(null, e);
    }
  }

  private void claimShareOf(int owner, int worker) {
    Job current = job;
    int end = shareStart(owner + 1);
    int counter = owner * APART;
    if (next.get(counter) >= end) {
      return;
    }
    for (int i = next.getAndIncrement(counter); i < end; i = next.getAndIncrement(counter)) {
      current.run(worker, i);
    }
  }

  private void awaitOthers() {
    for (int spins = 0; pending.get() != 0; spins++) {
      if (spins < SPINS_BEFORE_YIELD) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
  }

  private void serve(int worker) {
    int seen = 0;
    while (true) {
      seen = awaitEpochAfter(worker, seen);
      if (closed) {
        return;
      }
      claim(worker);
      pending.getAndDecrement();
    }
  }

  private int awaitEpochAfter(int worker, int seen) {
    for (int i = 0; i < SPINS; i++) {
      int now = epoch;
      if (now != seen || closed) {
        return now;
      }
      Thread.onSpinWait();
    }
    // Both sides write their own variable and then read the other's, all volatile: either the
    // worker sees the new epoch, or the
    // caller sees that the worker is about to park.
    isParked.set(worker - 1, 1);
    while (epoch == seen && !closed) {
      LockSupport.park(this);
    }
    isParked.set(worker - 1, 0);
    return epoch;
  }

  @Override
  public void close() {
    closed = true;
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
    }
  }
}
