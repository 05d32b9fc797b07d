package dev.sluice.admin.identity;

import java.time.Instant;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.relational.core.mapping.Table;

/** A row of {@code organisations}: what projects belong to. */
@Table("organisations")
record Organisation(@Id String id, String name, long createdAt, @Version Long version) {
  /** The one that every project belongs to unless told otherwise. */
  static final String FIRST_ID = "default";

  /** An organisation as clients see it. */
  record View(String id, String name, Instant createdAt, long version) {}

  View view() {
    return new View(id, name, Instant.ofEpochMilli(createdAt), version);
  }

  Organisation named(String newName) {
    return new Organisation(id, newName, createdAt, version);
  }
}
