package dev.sluice.standalone.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The first key and the first password. On the first start they are made up (or taken from the
 * user), handed to admin, which keeps their hashes, and shown once; afterwards this knows only that
 * it happened. Until they were shown they wait in private files, so that a start which fails half
 * way does not leave an administrator whose password nobody saw.
 *
 * @param apiKey the key to make known to admin, or null when admin has one and the user gave none
 * @param adminPassword likewise
 * @param isFirstStart nothing was shown before
 */
public record Bootstrap(String apiKey, String adminPassword, boolean isFirstStart) {
  /** Login of the first administrator. */
  public static final String ADMIN_USER = "admin";

  private static final String MARKER = "secrets/shown";
  private static final int KEY_DIGITS = 48;
  private static final int PASSWORD_DIGITS = 20;

  /**
   * @param givenKey from the user, or null
   * @param givenPassword from the user, or null; counts on the first start only
   */
  public static Bootstrap prepare(DataDirectory data, String givenKey, String givenPassword) {
    if (Files.exists(data.resolve(MARKER))) {
      return new Bootstrap(givenKey, null, false);
    }
    Secrets secrets = data.secrets();
    String key =
        givenKey == null ? "sk-sluice-" + secrets.firstKey().substring(0, KEY_DIGITS) : givenKey;
    String password =
        givenPassword == null
            ? secrets.firstPassword().substring(0, PASSWORD_DIGITS)
            : givenPassword;
    return new Bootstrap(key, password, true);
  }

  /** Notes that the user has seen them. Called only when the services have started. */
  public void markShown(DataDirectory data) {
    Path marker = data.resolve(MARKER);
    try {
      if (!Files.exists(marker)) {
        Files.createFile(marker);
      }
      data.secrets().forgetFirst();
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
