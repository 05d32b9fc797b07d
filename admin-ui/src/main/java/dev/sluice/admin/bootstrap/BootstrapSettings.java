package dev.sluice.admin.bootstrap;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings of the bootstrap room.
 *
 * @param bootstrapPassword the first administrator's password; empty has one generated
 * @param bootstrapApiKey a key that must exist; empty has one generated in a database without keys
 * @param createBootstrapKey whether one may be generated; null: with the embedded database only,
 *     where there is a folder to leave it in
 */
@ConfigurationProperties("sluice.admin")
public record BootstrapSettings(
    String bootstrapPassword, String bootstrapApiKey, Boolean createBootstrapKey) {
  private static final int MIN_KEY_CHARACTERS = 16;

  public BootstrapSettings {
    bootstrapPassword = emptyToNull(bootstrapPassword);
    bootstrapApiKey = emptyToNull(bootstrapApiKey);
    if (bootstrapApiKey != null && bootstrapApiKey.length() < MIN_KEY_CHARACTERS) {
      throw new IllegalArgumentException(
          "sluice.admin.bootstrap-api-key has %d characters and needs at least %d"
              .formatted(bootstrapApiKey.length(), MIN_KEY_CHARACTERS));
    }
  }

  private static String emptyToNull(String value) {
    return value == null || value.isBlank() ? null : value;
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return "BootstrapSettings[createBootstrapKey=" + createBootstrapKey + "]";
  }
}
