package dev.sluice.admin.access;

import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.relational.core.mapping.Table;

/** A row of {@code users}. */
@Table("users")
record User(
    @Id String id,
    String username,
    String passwordHash,
    String role,
    boolean mustChangePassword,
    long createdAt,
    @Version Long version) {

  User withPassword(String hash) {
    return new User(id, username, hash, role, false, createdAt, version);
  }

  /** Without the hash. */
  @Override
  public String toString() {
    return "User[" + username + ", " + role + "]";
  }
}
