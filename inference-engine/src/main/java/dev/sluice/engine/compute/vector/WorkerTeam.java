package dev.sluice.engine.compute.vector;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Persistent threads that share the items of one job at a time. A step runs a few hundred jobs of
 * microseconds each, so workers spin for a moment before they park. Each worker has a contiguous
 * share of the items, because a weight streams faster in order, and claims half of what is left of
 * it at a time, because a claim waits for all that was stored before it; when its own are gone it
 * claims those of others one by one. The caller works too. One caller at a time.
 *
 * <p>A job ends with its last item, whoever ran it: a worker that the system takes away holds back
 * what it has claimed, and one that has not come by then nothing at all. It may come when the next
 * job runs already, which does no harm, because a share's word tells its end as well and a claim
 * keeps the job from ending.
 */
final class WorkerTeam implements AutoCloseable {
  /** About 50 microseconds: longer than the gaps within a step, shorter than anybody's patience. */
  private static final int SPINS = 4_000;

  /** The caller waits for stragglers actively this long before it offers its core. */
  private static final int SPINS_BEFORE_YIELD = 20_000;

  /** Below this many tokens a barrier costs more than the other core saves. */
  private static final int PARALLEL_TOKENS = 8;

  /** Two cache lines, so that workers do not take each other's shares away. */
  private static final int APART = 16;

  /** A divisible piece of work. */
  interface Job {
    /**
     * @param worker 0 is the caller; indexes scratch memory
     * @param item which part
     */
    void run(int worker, int item);
  }

  private final Thread[] threads;

  /**
   * Each worker's share, {@link #APART} entries apart: its end in the upper half, the next item in
   * the lower, in one word so that both are of the same job.
   */
  private final AtomicLongArray shares;

  /** Items of the job that nobody has reported as done. */
  private final AtomicInteger unfinished = new AtomicInteger();

  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final AtomicIntegerArray isParked;
  private volatile int epoch;
  private volatile boolean closed;
  private Job job;

  WorkerTeam(int size) {
    threads = new Thread[size - 1];
    shares = new AtomicLongArray(size * APART);
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
    unfinished.set(itemCount);
    for (int worker = 0; worker < size(); worker++) {
      long end = shareStart(itemCount, worker + 1);
      shares.set(worker * APART, end << Integer.SIZE | shareStart(itemCount, worker));
    }
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

  private int shareStart(int items, int worker) {
    return (int) ((long) items * worker / size());
  }

  /** Runs items as long as there are any, and reports them. */
  private void claim(int worker) {
    int done = 0;
    for (int i = 0; i < size(); i++) {
      done += claimShareOf((worker + i) % size(), worker);
    }
    if (done > 0) {
      unfinished.getAndAdd(-done);
    }
  }

  private int claimShareOf(int owner, int worker) {
    int at = owner * APART;
    int done = 0;
    long share = shares.get(at);
    while (left(share) > 0) {
      int wanted = owner == worker ? Math.max(1, left(share) / 2) : 1;
      share = shares.getAndAdd(at, wanted);
      int claimed = Math.min(wanted, left(share));
      for (int i = 0; i < claimed; i++) {
        runItem(worker, (int) share + i);
        done++;
      }
    }
    return done;
  }

  /** Items that nobody has claimed; not above 0 when there are none. */
  private static int left(long share) {
    return (int) (share >>> Integer.SIZE) - (int) share;
  }

  private void runItem(int worker, int item) {
    try {
      job.run(worker, item);
    } catch (Throwable e) {
      failure.compareAndSet(null, e);
    }
  }

  private void awaitOthers() {
    for (int spins = 0; unfinished.get() != 0; spins++) {
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
