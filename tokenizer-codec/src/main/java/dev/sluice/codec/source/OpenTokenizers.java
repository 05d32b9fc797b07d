package dev.sluice.codec.source;

import dev.sluice.codec.TokenizerException;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tokenizers of GGUF files that are open in this process. Where pod and tokenizer service are
 * one process, both open the same file at the same time: the second waits for the first and shares
 * what it made. Nothing is kept of a tokenizer that nobody uses. Thread-safe.
 */
public final class OpenTokenizers {
  private static final Map<Version, WeakReference<TokenizerJson>> OPEN = new ConcurrentHashMap<>();

  /** A file as it is now. */
  private record Version(Path path, Object file, long bytes, FileTime modified) {
    static Version of(Path path) {
      try {
        BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
        return new Version(
            path.toAbsolutePath().normalize(), now.fileKey(), now.size(), now.lastModifiedTime());
      } catch (IOException e) {
        throw new TokenizerException(path + " cannot be read: " + e.getMessage(), e);
      }
    }
  }

  private OpenTokenizers() {}

  /**
   * @throws TokenizerException when the file holds no usable tokenizer
   */
  public static TokenizerJson of(Path gguf) {
    OPEN.values().removeIf(reference -> reference.get() == null);
    TokenizerJson[] found = new TokenizerJson[1];
    OPEN.compute(
        Version.of(gguf),
        (any, reference) -> {
          found[0] = reference == null ? null : reference.get();
          if (found[0] != null) {
            return reference;
          }
          found[0] = TokenizerJson.check(GgufSource.read(gguf));
          return new WeakReference<>(found[0]);
        });
    return found[0];
  }
}
