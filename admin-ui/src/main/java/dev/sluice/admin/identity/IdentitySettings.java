package dev.sluice.admin.identity;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the identity room.
 *
 * @param pepper keys the hashes of API keys; gateways need the same
 * @param pepperId names the pepper, so that it can be replaced while old keys live
 */
@ConfigurationProperties("sluice.admin")
public record IdentitySettings(String pepper, @DefaultValue("local") String pepperId) {
  private static final int MIN_CHARACTERS = 16;

  public IdentitySettings {
    int given = pepper == null ? 0 : pepper.length();
    if (given < MIN_CHARACTERS) {
      throw new IllegalArgumentException(
          "sluice.admin.pepper has %d characters and needs at least %d; give the gateways the same random one, for example from 'openssl rand -hex 32'"
              .formatted(given, MIN_CHARACTERS));
    }
  }

  /** Without the pepper, which is a secret. */
  @Override
  public String toString() {
    return "IdentitySettings[pepperId=" + pepperId + "]";
  }
}
