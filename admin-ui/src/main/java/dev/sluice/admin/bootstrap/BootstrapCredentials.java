package dev.sluice.admin.bootstrap;

/**
 * What this start made up and nobody knows yet.
 *
 * @param username of the first administrator
 * @param password the generated one, null when none was
 * @param apiKey the generated key's secret, null when none was
 */
public record BootstrapCredentials(String username, String password, String apiKey) {
  boolean isEmpty() {
    return password == null && apiKey == null;
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return "BootstrapCredentials[" + username + "]";
  }
}
