package dev.sluice.admin.access;

import org.springframework.security.core.AuthenticatedPrincipal;

/**
 * Who is logged in, and through which session.
 *
 * @param sessionHash the stored form of the session's token
 */
record SessionUser(
    String id, String username, Role role, boolean mustChangePassword, String sessionHash)
    implements AuthenticatedPrincipal {

  static SessionUser of(User user, String sessionHash) {
    return new SessionUser(
        user.id(), user.username(), Role.of(user.role()), user.mustChangePassword(), sessionHash);
  }

  @Override
  public String getName() {
    return username;
  }
}
