package dev.sluice.admin.access;

import org.springframework.security.core.AuthenticatedPrincipal;

/**
 * Who calls, and through which session.
 *
 * @param username as the audit names the caller
 * @param sessionHash the stored form of the session's token; null for a bearer token
 */
public record Caller(
    String id, String username, Role role, boolean mustChangePassword, String sessionHash)
    implements AuthenticatedPrincipal {

  static Caller of(User user, String sessionHash) {
    return new Caller(
        user.id(), user.username(), Role.of(user.role()), user.mustChangePassword(), sessionHash);
  }

  /** Somebody who sent a token instead of a cookie. */
  public static Caller bearer(String id, String username, Role role) {
    return new Caller(id, username, role, false, null);
  }

  boolean hasSession() {
    return sessionHash != null;
  }

  @Override
  public String getName() {
    return username;
  }
}
