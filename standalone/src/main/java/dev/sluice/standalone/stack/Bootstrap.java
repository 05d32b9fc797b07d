package dev.sluice.standalone.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The first key and the first password. On the first start they are made up (or taken from the
 * user), handed to admin, which keeps their hashes, and shown once; afterwards this knows only that
 * it happened.
 *
 * @param apiKey the key to make known to admin, or null when admin has one and the user gave none
 * @param adminPassword likewise
 * @param isFirstStart nothing was shown before
 */
public record Bootstrap(String apiKey, String adminPassword, boolean isFirstStart) {
  /** Login of the first administrator. */
  public static final String ADMIN_USER = "admin";

  private static final String MARKER = "secrets/shown";
  private static final int KEY_BYTES = 24;
  private static final int PASSWORD_BYTES = 9;

  /**
   * @param givenKey from the user, or null
   */
  public static Bootstrap prepare(DataDirectory data, String givenKey) {
    boolean isFirst = !Files.exists(data.resolve(MARKER));
    String key = givenKey;
    if (key == null && isFirst) {
      key = "sk-sluice-" + Secrets.random(KEY_BYTES);
    }
    return new Bootstrap(key, isFirst ? Secrets.random(PASSWORD_BYTES) : null, isFirst);
  }

  /** Notes that the user has seen them. Called only when the services have started. */
  public void markShown(DataDirectory data) {
    Path marker = data.resolve(MARKER);
    try {
      if (!Files.exists(marker)) {
        Files.createFile(marker);
      }
    } catch (IOException e) {
      throw new StackException("Cannot write " + marker + " (" + e.getMessage() + ").", e);
    }
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return "Bootstrap[isFirstStart=" + isFirstStart + "]";
  }
}
