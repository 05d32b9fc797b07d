package dev.sluice.admin.access;

import java.time.Instant;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A row of {@code users}.
 *
 * @param passwordHash empty for somebody who logs in at an identity provider
 * @param issuer the identity provider, null for somebody with a password
 * @param subject who it is there
 */
@Table("users")
record User(
    @Id String id,
    String username,
    String passwordHash,
    String role,
    boolean mustChangePassword,
    long createdAt,
    boolean disabled,
    String issuer,
    String subject,
    @Version Long version) {

  /** As clients and the audit see it: without the hash. */
  record View(
      String id,
      String username,
      Role role,
      boolean disabled,
      boolean mustChangePassword,
      String identityProvider,
      Instant createdAt,
      long version) {}

  static User local(
      String id, String username, String hash, Role role, boolean mustChange, long now) {
    return new User(id, username, hash, role.wire(), mustChange, now, false, null, null, null);
  }

  View view() {
    return new View(
        id,
        username,
        Role.of(role),
        disabled,
        mustChangePassword,
        issuer,
        Instant.ofEpochMilli(createdAt),
        version == null ? 0 : version);
  }

  boolean isLocal() {
    return issuer == null;
  }

  /** Whether it is one of those of whom the last must stay: one provider less locks nobody out. */
  boolean isLocalAdmin() {
    return isLocal() && !disabled && Role.of(role) == Role.ADMIN;
  }

  User withPassword(String hash, boolean mustChange) {
    return new User(
        id, username, hash, role, mustChange, createdAt, disabled, issuer, subject, version);
  }

  User with(Role newRole, boolean isDisabled) {
    return new User(
        id,
        username,
        passwordHash,
        newRole.wire(),
        mustChangePassword,
        createdAt,
        isDisabled,
        issuer,
        subject,
        version);
  }

  /** Without the hash. */
  @Override
  public String toString() {
    return "User[" + username + ", " + role + "]";
  }
}
