package dev.sluice.shell;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What the internal endpoints need to know.
 *
 * @param internalSecret {@code sluice.internal-secret}, the same in all services; signs and checks
 *     the caller's context
 */
@ConfigurationProperties("sluice")
public record InternalDoorSettings(String internalSecret) {
  private static final int MIN_CHARACTERS = 16;

  public InternalDoorSettings {
    if (internalSecret == null || internalSecret.length() < MIN_CHARACTERS) {
      int given = internalSecret == null ? 0 : internalSecret.length();
      throw new IllegalArgumentException(
          "sluice.internal-secret has %d characters and needs at least %d; give all services the same random one, for example from 'openssl rand -hex 32'"
              .formatted(given, MIN_CHARACTERS));
    }
  }

  /** Keeps the secret out of logs and error messages. */
  @Override
  public String toString() {
    return "InternalDoorSettings[internalSecret=***]";
  }
}
