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
    String organisationId,
    @Column("is_system") boolean system,
    long createdAt,
    @Version Long version) {

  /** A project as clients see it. */
  record View(String id, String name, String organisationId, Instant createdAt, long version) {}

  View view() {
    return new View(id, name, organisationId, Instant.ofEpochMilli(createdAt), version);
  }

  Project edited(String newName, String newOrganisationId) {
    return new Project(id, newName, newOrganisationId, system, createdAt, version);
  }
}
