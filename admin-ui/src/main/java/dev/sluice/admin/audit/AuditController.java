package dev.sluice.admin.audit;

import dev.sluice.admin.api.Cursor;
import dev.sluice.admin.api.Page;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Map;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** {@code GET /api/v1/audit}. */
@RestController
class AuditController {
  private static final TypeReference<Map<String, Object>> STATE = new TypeReference<>() {};
  private static final String NEWEST_FIRST =
      """
      SELECT * FROM audit_entries
      WHERE at < :at OR (at = :at AND id < :id)
      ORDER BY at DESC, id DESC LIMIT :rows
      """;

  private final DatabaseClient database;
  private final JsonMapper json;

  AuditController(DatabaseClient database, JsonMapper json) {
    this.database = database;
    this.json = json;
  }

  @GetMapping("/api/v1/audit")
  Mono<Page<AuditEntry>> audit(
      @RequestParam(required = false) String cursor,
      @RequestParam(required = false) Integer limit) {
    int size = Cursor.limit(limit);
    Cursor after = Cursor.read(cursor);
    return database
        .sql(NEWEST_FIRST)
        .bind("at", after.atMillis())
        .bind("id", after.id())
        .bind("rows", size + 1)
        .map(this::entry)
        .all()
        .collectList()
        .map(rows -> Page.of(rows, size, AuditController::place, row -> row));
  }

  private static Cursor place(AuditEntry entry) {
    return new Cursor(entry.at().toEpochMilli(), entry.id());
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
