package dev.sluice.standalone.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/**
 * Random secrets that have to survive a restart, one file each, readable by their owner only. API
 * keys and passwords are not among them: those are shown once and kept as hashes by admin.
 */
public final class Secrets {
  private static final int SECRET_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path folder;

  Secrets(Path folder) {
    this.folder = folder;
  }

  /** Signs the calls between the services. */
  public String internalSecret() {
    return kept("internal-secret");
  }

  /** Keys the hashes of API keys; without it no stored key can be checked any more. */
  public String pepper() {
    return kept("pepper");
  }

  /** What the first API key is made of, until it was shown. */
  String firstKey() {
    return kept("first-key");
  }

  /** What the first administrator's password is made of, until it was shown. */
  String firstPassword() {
    return kept("first-password");
  }

  /** Removes what has been shown. */
  void forgetFirst() throws IOException {
    Files.deleteIfExists(folder.resolve("first-key"));
    Files.deleteIfExists(folder.resolve("first-password"));
  }

  /** A fresh random secret in lower-case hex. */
  public static String random(int bytes) {
    byte[] secret = new byte[bytes];
    RANDOM.nextBytes(secret);
    return HexFormat.of().formatHex(secret);
  }

  private String kept(String name) {
    Path file = folder.resolve(name);
    try {
      createPrivate(folder, true);
      try {
        createPrivate(file, false);
        Files.writeString(file, random(SECRET_BYTES), StandardCharsets.US_ASCII);
      } catch (FileAlreadyExistsException e) {
        // The usual case: made by an earlier start.
      }
      String secret = Files.readString(file, StandardCharsets.US_ASCII).strip();
      if (secret.length() != 2 * SECRET_BYTES) {
        throw new StackException(
            "%s is damaged; delete it to have a new one made, after which keys made before stop working."
                .formatted(file));
      }
      return secret;
    } catch (IOException e) {
      throw new StackException("The secret " + file + " cannot be kept (" + e.getMessage() + ").");
    }
  }

  private static void createPrivate(Path path, boolean isFolder) throws IOException {
    boolean isPosix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    if (isFolder && Files.isDirectory(path)) {
      return;
    }
    Set<PosixFilePermission> permissions =
        PosixFilePermissions.fromString(isFolder ? "rwx------" : "rw-------");
    FileAttribute<?>[] attributes =
        isPosix
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
            : new FileAttribute<?>[0];
    if (isFolder) {
      Files.createDirectories(path, attributes);
    } else {
      Files.createFile(path, attributes);
    }
  }
}
