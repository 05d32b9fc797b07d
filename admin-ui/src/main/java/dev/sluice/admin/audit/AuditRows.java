package dev.sluice.admin.audit;

import dev.sluice.admin.api.Cursor;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Map;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads the audit. */
@Component
class AuditRows {
  private static final TypeReference<Map<String, Object>> STATE = new TypeReference<>() {};
  private static final String NEWEST_FIRST =
      """
      SELECT * FROM audit_entries
      WHERE (at < :at OR (at = :at AND id < :id)) AND
      """
          + AuditFilter.where()
          + "ORDER BY at DESC, id DESC LIMIT :rows";

  private final DatabaseClient database;
  private final JsonMapper json;

  AuditRows(DatabaseClient database, JsonMapper json) {
    this.database = database;
    this.json = json;
  }

  /** So many entries after a place, newest first. */
  Flux<AuditEntry> page(AuditFilter filter, Cursor after, int rows) {
    return filter
        .bind(database.sql(NEWEST_FIRST))
        .bind("at", after.atMillis())
        .bind("id", after.id())
        .bind("rows", rows)
        .map(this::entry)
        .all();
  }

  private AuditEntry entry(Readable row) {
    return new AuditEntry(
        row.get("id", String.class),
        Instant.ofEpochMilli(row.get("at", Long.class)),
        row.get("actor", String.class),
        row.get("action", String.class),
        row.get("subject_type", String.class) + " " + row.get("subject_id", String.class),
        state(row.get("before_state", String.class)),
        state(row.get("after_state", String.class)));
  }

  private Map<String, Object> state(String text) {
    return text == null ? null : json.readValue(text, STATE);
  }
}
