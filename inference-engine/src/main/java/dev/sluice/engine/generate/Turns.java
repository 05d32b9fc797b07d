package dev.sluice.engine.generate;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets engines of one process use the machine in turn: each forward pass has all cores, as if its
 * engine were alone, and the longest waiting engine is next. Compute threads without a turn find
 * nothing to do and park. Cores shared by two passes at a time would be slower for both: each
 * barrier within a pass would wait for a thread that the system has taken away.
 */
public final class Turns {
  private final ReentrantLock turn = new ReentrantLock(true);

  /**
   * Runs something much shorter than a pass if no engine has the turn, before those that wait for
   * it: right after a pass it completes the step while the threads are still awake. Returns false,
   * without having waited or run anything, when another engine computes.
   */
  boolean runIfFree(Runnable work) {
    if (!turn.tryLock()) {
      return false;
    }
    try {
      work.run();
      return true;
    } finally {
      turn.unlock();
    }
  }

  void run(Runnable pass) {
    turn.lock();
    try {
      pass.run();
    } finally {
      turn.unlock();
    }
  }
}
