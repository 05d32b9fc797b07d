package dev.sluice.engine.compute.vector;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of {@link PanelFile}s, of at most so many bytes: the longest unused go first. It only
 * saves work: whatever goes wrong with it, weights are rearranged as without it. Several processes
 * may use one folder, for files appear whole by a rename and stay mapped when they are deleted.
 */
record PanelCache(Path folder, long maxBytes, long spareBytes) {
  private static final Logger log = LoggerFactory.getLogger(PanelCache.class);
  private static final String ENDING = ".panels";
  private static final String FRESH = ".fresh";

  private static final long SPARE_BYTES = 512L << 20;

  private static final Duration ABANDONED = Duration.ofHours(1);

  /** As the system properties say; null without a folder. */
  static PanelCache ofProperties() {
    String folder = System.getProperty("sluice.weights.cache", "");
    return folder.isEmpty()
        ? null
        : new PanelCache(
            Path.of(folder), Long.getLong("sluice.weights.cache.bytes", 8L << 30), SPARE_BYTES);
  }

  /** The hash of what identifies a model's file. */
  static byte[] key(String source) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(source.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every JDK", e);
    }
  }

  Path file(byte[] key) {
    return folder.resolve(HexFormat.of().formatHex(key, 0, 16) + ENDING);
  }

  /** The file of that key, or null; one that cannot be used is deleted. */
  PanelFile find(byte[] key) {
    Path file = file(key);
    if (!Files.isRegularFile(file)) {
      return null;
    }
    try {
      PanelFile found = PanelFile.open(file, key);
      touch(file);
      return found;
    } catch (IOException e) {
      discard(key, e);
      return null;
    }
  }

  /** Its age decides who goes first; a folder that cannot be written is no reason to fail. */
  private static void touch(Path file) {
    try {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    } catch (IOException e) {
      log.debug("{} keeps its time", file, e);
    }
  }

  void discard(byte[] key, IOException why) {
    log.info("rearranged weights in {} are not used: {}", file(key), why.getMessage());
    try {
      Files.deleteIfExists(file(key));
    } catch (IOException e) {
      log.debug("{} stays", file(key), e);
    }
  }

  /** Keeps weights for the next start; does nothing where there is no room. */
  void keep(byte[] key, List<PanelFile.Source> weights, BooleanSupplier isCancelled) {
    Path fresh = null;
    try {
      Files.createDirectories(folder);
      long bytes = PanelFile.bytes(weights);
      if (!makeRoom(bytes)) {
        return;
      }
      fresh = Files.createTempFile(folder, "weights", FRESH);
      if (PanelFile.write(fresh, key, weights, isCancelled)) {
        move(fresh, file(key));
      }
    } catch (IOException | RuntimeException e) {
      log.info("rearranged weights are not kept in {}: {}", folder, e.toString());
    } finally {
      delete(fresh);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private boolean makeRoom(long bytes) throws IOException {
    List<Path> files;
    try (Stream<Path> listed = Files.list(folder)) {
      files = listed.toList();
    }
    Instant now = Instant.now();
    for (Path file : files) {
      if (file.toString().endsWith(FRESH) && modified(file).isBefore(now.minus(ABANDONED))) {
        delete(file); // of a process that was killed
      }
    }
    List<Path> oldestFirst =
        files.stream()
            .filter(file -> file.toString().endsWith(ENDING))
            .sorted(Comparator.comparing(PanelCache::modified))
            .toList();
    long used = oldestFirst.stream().mapToLong(PanelCache::size).sum();
    for (Path file : oldestFirst) {
      if (bytes <= maxBytes && used + bytes > maxBytes) {
        used -= size(file);
        delete(file);
      }
    }
    return used + bytes <= maxBytes
        && Files.getFileStore(folder).getUsableSpace() >= bytes + spareBytes;
  }

  private static Instant modified(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException e) {
      return Instant.now(); // another process has just deleted it
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }

  private static void delete(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      log.debug("{} stays", file, e);
    }
  }
}
