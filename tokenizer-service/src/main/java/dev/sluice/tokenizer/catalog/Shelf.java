package dev.sluice.tokenizer.catalog;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A tokenizer with its users. Tokenizers are native memory: closing one under a user would end the
 * process, so closing waits. Safe for use by any thread.
 */
final class Shelf implements AutoCloseable {
  private final ServedTokenizer served;
  private final ReadWriteLock users = new ReentrantReadWriteLock();
  private boolean isClosed;

  Shelf(ServedTokenizer served) {
    this.served = served;
  }

  ServedTokenizer served() {
    return served;
  }

  /** Returns false when it is closed, else {@link #giveBack} has to follow on this thread. */
  boolean take() {
    users.readLock().lock();
    if (isClosed) {
      users.readLock().unlock();
      return false;
    }
    return true;
  }

  void giveBack() {
    users.readLock().unlock();
  }

  @Override
  public void close() {
    users.writeLock().lock();
    try {
      if (!isClosed) {
        isClosed = true;
        served.tokenizer().close();
      }
    } finally {
      users.writeLock().unlock();
    }
  }
}
