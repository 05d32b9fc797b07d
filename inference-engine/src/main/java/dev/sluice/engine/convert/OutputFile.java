package dev.sluice.engine.convert;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that appears under its name only when it is whole: until {@link #publish} it has another
 * name beside it, and closing without that removes it, also when the process is interrupted.
 */
final class OutputFile implements AutoCloseable {
  private final Path target;
  private final boolean isOverwriteAllowed;
  private final Path part;
  private final FileChannel channel;

  private OutputFile(Path target, boolean isOverwriteAllowed, Path part, FileChannel channel) {
    this.target = target;
    this.isOverwriteAllowed = isOverwriteAllowed;
    this.part = part;
    this.channel = channel;
  }

  /**
   * @throws ConversionException when the name is taken, or the folder missing or too full
   */
  static OutputFile create(Path target, boolean isOverwriteAllowed, long bytes) {
    Path absolute = target.toAbsolutePath().normalize();
    Path folder = absolute.getParent();
    if (folder == null || Files.isDirectory(absolute)) {
      throw new ConversionException(target + " is a folder, not a file to write");
    }
    if (!Files.isDirectory(folder)) {
      throw new ConversionException("There is no folder " + folder + " to write into");
    }
    checkFree(absolute, isOverwriteAllowed);
    long pid = ProcessHandle.current().pid();
    Path part = folder.resolve(absolute.getFileName() + "." + pid + ".part");
    try {
      long usable = Files.getFileStore(folder).getUsableSpace();
      if (usable < bytes) {
        throw new ConversionException(
            "%s needs %d MB, but only %d MB are free in %s"
                .formatted(target, bytes / 1_000_000, usable / 1_000_000, folder));
      }
      part.toFile().deleteOnExit();
      FileChannel channel =
          FileChannel.open(
              part,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
      return new OutputFile(absolute, isOverwriteAllowed, part, channel);
    } catch (IOException e) {
      throw failed(absolute, e);
    }
  }

  private static void checkFree(Path target, boolean isOverwriteAllowed) {
    if (!isOverwriteAllowed && Files.exists(target)) {
      throw new ConversionException(target + " exists already; --force replaces it");
    }
  }

  /** Writes all of it; safe for use by several threads on pieces of their own. */
  void write(ByteBuffer bytes, long at) {
    try {
      long to = at;
      while (bytes.hasRemaining()) {
        to += channel.write(bytes, to);
      }
    } catch (IOException e) {
      throw failed(target, e);
    }
  }

  /** Gives the file its name. */
  void publish() {
    checkFree(target, isOverwriteAllowed);
    try {
      channel.force(true);
      channel.close();
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw failed(target, e);
    }
  }

  private static ConversionException failed(Path target, IOException e) {
    String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new ConversionException(target + " cannot be written: " + reason, e);
  }

  @Override
  public void close() {
    try {
      channel.close();
      Files.deleteIfExists(part);
    } catch (IOException e) {
      throw failed(target, e);
    }
  }
}
