package dev.sluice.admin.access;

import java.security.SecureRandom;

/** Makes passwords and tokens. Safe for use by several threads. */
final class RandomSecrets {
  private static final String BASE62 =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /** 190 bits. */
  private static final int CHARACTERS = 32;

  private static final SecureRandom RANDOM = new SecureRandom();

  private RandomSecrets() {}

  static String fresh() {
    StringBuilder secret = new StringBuilder(CHARACTERS);
    for (int i = 0; i < CHARACTERS; i++) {
      secret.append(BASE62.charAt(RANDOM.nextInt(BASE62.length())));
    }
    return secret.toString();
  }
}
