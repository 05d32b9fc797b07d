package dev.sluice.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** SHA-256 of files. */
public final class Checksum {
  private static final int CHUNK_BYTES = 1 << 20;

  private Checksum() {}

  /** Lower-case hex. */
  public static String sha256(Path file) throws IOException {
    MessageDigest digest = newDigest();
    byte[] chunk = new byte[CHUNK_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        digest.update(chunk, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * Deletes a file that is not the one wanted and says so.
   *
   * @throws SourceException when the checksum differs
   */
  public static void verifyOrDelete(Path file, String sha256) throws IOException, SourceException {
    String actual = sha256(file);
    if (!actual.equals(sha256.toLowerCase(Locale.ROOT))) {
      Files.deleteIfExists(file);
      throw new SourceException(
          "it gave a file with SHA-256 " + actual + " where " + sha256 + " is expected");
    }
  }

  static String ofText(String text) {
    return HexFormat.of().formatHex(newDigest().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  static boolean isSha256(String text) {
    return text != null && text.matches("[0-9a-fA-F]{64}");
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every JDK", e);
    }
  }
}
