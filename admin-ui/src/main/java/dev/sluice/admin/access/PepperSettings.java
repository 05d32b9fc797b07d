package dev.sluice.admin.access;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The pepper, as the access room uses it; {@code identity} checks its length.
 *
 * @param pepper keys the hashes of tokens
 * @param pepperId names the pepper
 */
@ConfigurationProperties("sluice.admin")
record PepperSettings(String pepper, @DefaultValue("local") String pepperId) {
  /** Without the pepper, which is a secret. */
  @Override
  public String toString() {
    return "PepperSettings[pepperId=" + pepperId + "]";
  }
}
