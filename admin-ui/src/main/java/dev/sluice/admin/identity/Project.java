package dev.sluice.admin.identity;

import java.time.Instant;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.relational.core.mapping.Column;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A row of {@code projects}.
 *
 * @param system belongs to the control plane and is not listed
 */
@Table("projects")
record Project(
    @Id String id,
    String name,
    @Column("is_system") boolean system,
    long createdAt,
    @Version Long version) {

  /** A project as clients see it. */
  record View(String id, String name, Instant createdAt, long version) {}

  View view() {
    return new View(id, name, Instant.ofEpochMilli(createdAt), version);
  }

  Project named(String newName) {
    return new Project(id, newName, system, createdAt, version);
  }
}
