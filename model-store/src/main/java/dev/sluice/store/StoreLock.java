package dev.sluice.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The right to write one file of a store, for one thread of one process at a time. The system's
 * file locks are held by a whole process, so a semaphore keeps its threads apart.
 */
public final class StoreLock implements AutoCloseable {
  private static final long LOOK_EVERY_MILLIS = 100;
  private static final Map<Path, Semaphore> THREADS = new ConcurrentHashMap<>();

  private final Semaphore thread;
  private final FileChannel channel;
  private final FileLock lock;

  private StoreLock(Semaphore thread, FileChannel channel, FileLock lock) {
    this.thread = thread;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Waits for the right to write {@code target}; its folder is made when it is not there.
   *
   * @param waiting run again and again meanwhile; whatever it throws ends the waiting
   */
  public static StoreLock on(Path target, Runnable waiting)
      throws IOException, InterruptedException {
    Path file = target.toAbsolutePath().normalize();
    Files.createDirectories(file.getParent());
    Semaphore thread = THREADS.computeIfAbsent(file, _ -> new Semaphore(1));
    while (!thread.tryAcquire(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
      waiting.run();
    }
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              file.resolveSibling(file.getFileName() + ".lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      return new StoreLock(thread, channel, lock(channel, waiting));
    } catch (IOException | InterruptedException | RuntimeException e) {
      if (channel != null) {
        channel.close();
      }
      thread.release();
      throw e;
    }
  }

  private static FileLock lock(FileChannel channel, Runnable waiting)
      throws IOException, InterruptedException {
    FileLock lock = channel.tryLock();
    while (lock == null) {
      waiting.run();
      TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
      lock = channel.tryLock();
    }
    return lock;
  }

  /** The lock's file stays: deleting it would let two processes lock two files of that name. */
  @Override
  public void close() throws IOException {
    try {
      lock.close();
      channel.close();
    } finally {
      thread.release();
    }
  }
}
