package dev.sluice.standalone.stack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Everything that {@code up} keeps, in one folder that one process uses at a time: {@code db/},
 * {@code gateway/}, {@code logs/}, {@code models/} and {@code secrets/}.
 */
public final class DataDirectory implements AutoCloseable {
  private final Path root;
  private final FileChannel channel;
  private final FileLock lock;

  private DataDirectory(Path root, FileChannel channel, FileLock lock) {
    this.root = root;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Creates the folder when it is missing and locks it until {@link #close}. The operating system
   * drops the lock with the process, so a crash leaves nothing to clean.
   */
  public static DataDirectory open(Path root) {
    try {
      Files.createDirectories(root);
      FileChannel channel =
          FileChannel.open(
              root.resolve("lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        String owner = read(channel);
        channel.close();
        throw new StackException(
            "The data directory %s is in use by another sluice (process %s); stop it or choose another with --data."
                .formatted(root, owner));
      }
      channel.truncate(0);
      channel.write(bytes(Long.toString(ProcessHandle.current().pid())), 0);
      return new DataDirectory(root, channel, lock);
    } catch (IOException e) {
      throw new StackException(
          "The data directory %s cannot be used (%s); choose another with --data."
              .formatted(root, reason(e)),
          e);
    }
  }

  /** Of most file system failures the message is the path alone, and the type is the reason. */
  private static String reason(IOException failure) {
    return switch (failure) {
      case AccessDeniedException denied -> "no permission for " + denied.getFile();
      case FileAlreadyExistsException file -> file.getFile() + " is not a folder";
      case NoSuchFileException missing -> missing.getFile() + " cannot be made";
      default -> failure.getMessage();
    };
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(32);
    int length = Math.max(0, channel.read(buffer, 0));
    return new String(buffer.array(), 0, length, StandardCharsets.US_ASCII).strip();
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  public Path root() {
    return root;
  }

  /** A place inside the directory. */
  public Path resolve(String name) {
    return root.resolve(name);
  }

  public Secrets secrets() {
    return new Secrets(root.resolve("secrets"));
  }

  @Override
  public void close() {
    try {
      lock.release();
      channel.close();
    } catch (IOException e) {
      throw new StackException("The lock of " + root + " cannot be released.", e);
    }
  }
}
