package dev.sluice.admin.identity;

import dev.sluice.contract.KeyHash;
import java.security.SecureRandom;
import org.springframework.stereotype.Component;

/** Makes secrets and their stored form. */
@Component
class KeySecrets {
  private static final String START = "sk-sluice-";
  private static final String BASE62 =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /** 190 bits. */
  private static final int RANDOM_CHARACTERS = 32;

  private static final int SHOWN_CHARACTERS = 14;

  private final IdentitySettings settings;
  private final SecureRandom random = new SecureRandom();

  KeySecrets(IdentitySettings settings) {
    this.settings = settings;
  }

  String fresh() {
    StringBuilder secret = new StringBuilder(START);
    for (int i = 0; i < RANDOM_CHARACTERS; i++) {
      secret.append(BASE62.charAt(random.nextInt(BASE62.length())));
    }
    return secret.toString();
  }

  String hash(String secret) {
    return KeyHash.of(settings.pepper(), secret);
  }

  String pepperId() {
    return settings.pepperId();
  }

  /** The characters that tell keys apart on a screen, too few to help a guess. */
  static String prefix(String secret) {
    return secret.substring(0, Math.min(SHOWN_CHARACTERS, secret.length() / 2));
  }
}
