package dev.sluice.admin.access;

import java.time.Instant;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.relational.core.mapping.Table;

/** A row of {@code access_tokens}. */
@Table("access_tokens")
record AccessToken(
    @Id String id,
    String name,
    String role,
    String prefix,
    String secretHash,
    String pepperId,
    String createdBy,
    long createdAt,
    Long expiresAt,
    Long revokedAt,
    Long lastUsedAt,
    @Version Long version) {

  /** As clients and the audit see it: without secret and hash. */
  record View(
      String id,
      String name,
      Role role,
      String prefix,
      String createdBy,
      Instant createdAt,
      Instant expiresAt,
      Instant revokedAt,
      Instant lastUsedAt,
      long version) {}

  View view() {
    return new View(
        id,
        name,
        Role.of(role),
        prefix,
        createdBy,
        Instant.ofEpochMilli(createdAt),
        time(expiresAt),
        time(revokedAt),
        time(lastUsedAt),
        version);
  }

  private static Instant time(Long millis) {
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }

  AccessToken revoked(long at) {
    return new AccessToken(
        id,
        name,
        role,
        prefix,
        secretHash,
        pepperId,
        createdBy,
        createdAt,
        expiresAt,
        at,
        lastUsedAt,
        version);
  }

  /** Without the hash. */
  @Override
  public String toString() {
    return "AccessToken[" + prefix + ", " + role + "]";
  }
}
