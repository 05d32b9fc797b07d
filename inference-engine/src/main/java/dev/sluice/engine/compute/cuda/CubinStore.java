package dev.sluice.engine.compute.cuda;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compiled kernels by the hash of what they are made of: source, options, architecture. Looked for
 * in the folder of those compiled ahead ({@code sluice.cuda.cubins}, as in the GPU image), then in
 * the cache ({@code sluice.cuda.cache}), then made by NVRTC and put there. A cached file that the
 * driver refuses is discarded and compiled again.
 */
final class CubinStore {
  private static final Logger log = LoggerFactory.getLogger(CubinStore.class);

  private CubinStore() {}

  /** Empty when kernels can be had for the architecture, otherwise a phrase that says why not. */
  static String missing(Architecture architecture) {
    KernelUnit any = KernelUnit.plain().getFirst();
    if (Files.exists(ahead(any, architecture)) || KernelCompiler.absence().isEmpty()) {
      return "";
    }
    return "there are no kernels for it: "
        + KernelCompiler.absence()
        + ", and sluice.cuda.cubins names none for "
        + architecture.option();
  }

  /** The image to load. */
  static byte[] get(KernelUnit unit, Architecture architecture) {
    for (Path file : new Path[] {ahead(unit, architecture), cached(unit, architecture)}) {
      try {
        if (Files.exists(file)) {
          return Files.readAllBytes(file);
        }
      } catch (IOException e) {
        log.warn("compiled kernel {} cannot be read", file, e);
      }
    }
    if (!KernelCompiler.absence().isEmpty()) {
      throw new IllegalStateException("kernel " + unit + ": " + KernelCompiler.absence());
    }
    byte[] image = KernelCompiler.compile(unit, architecture).image();
    keep(cached(unit, architecture), image);
    return image;
  }

  /** Forgets a cached image that the driver refused. */
  static void discard(KernelUnit unit, Architecture architecture) {
    try {
      Files.deleteIfExists(cached(unit, architecture));
    } catch (IOException e) {
      log.warn("a refused kernel stays in the cache", e);
    }
  }

  /** Writes beside and renames: another process never sees half a file. */
  static void keep(Path file, byte[] image) {
    try {
      Files.createDirectories(file.getParent());
      Path fresh = Files.createTempFile(file.getParent(), "fresh", ".tmp");
      try {
        Files.write(fresh, image);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      log.warn("compiled kernel {} cannot be kept; it is compiled at each start", file, e);
    }
  }

  private static Path ahead(KernelUnit unit, Architecture architecture) {
    return Path.of(System.getProperty("sluice.cuda.cubins", "")).resolve(name(unit, architecture));
  }

  private static Path cached(KernelUnit unit, Architecture architecture) {
    String folder = System.getProperty("sluice.cuda.cache", "");
    Path cache =
        folder.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache", "sluice", "cubins")
            : Path.of(folder);
    return cache.resolve(name(unit, architecture));
  }

  /** {@code HASH.cubin} or {@code HASH.ptx}. */
  static String name(KernelUnit unit, Architecture architecture) {
    try {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      hash.update(unit.source().getBytes(StandardCharsets.UTF_8));
      for (String option : unit.options(architecture)) {
        hash.update((byte) 0);
        hash.update(option.getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(hash.digest())
          + (architecture.isBinary() ? ".cubin" : ".ptx");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
