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

  void run(Runnable pass) {
    turn.lock();
    try {
      pass.run();
    } finally {
      turn.unlock();
    }
  }
}
