package dev.sluice.admin.audit;

import io.r2dbc.spi.Parameter;
import io.r2dbc.spi.Parameters;
import java.time.Clock;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Appends to the audit. Called inside the transaction of the change, so both happen or neither. */
@Component
public class AuditTrail {
  /** The actor of what the control plane does by itself. */
  public static final String SYSTEM = "system";

  /** The actor of what the control plane decides by figures. */
  public static final String AUTOMATIC = "automatic";

  private static final String INSERT =
      """
      INSERT INTO audit_entries
        (id, at, actor, action, subject_type, subject_id, before_state, after_state)
      VALUES (:id, :at, :actor, :action, :subjectType, :subjectId, :before, :after)
      """;

  private final DatabaseClient database;
  private final JsonMapper json;
  private final Clock clock;

  public AuditTrail(DatabaseClient database, JsonMapper json, Clock clock) {
    this.database = database;
    this.json = json;
    this.clock = clock;
  }

  /**
   * Notes a change.
   *
   * @param actor the user's name
   * @param action for example {@code key.revoke}
   * @param before the subject as clients may see it, null when it is new; must hold no secret
   * @param after likewise, null when it is gone
   */
  public Mono<Void> record(
      String actor,
      String action,
      String subjectType,
      String subjectId,
      Object before,
      Object after) {
    return database
        .sql(INSERT)
        .bind("id", UUID.randomUUID().toString())
        .bind("at", clock.millis())
        .bind("actor", actor)
        .bind("action", action)
        .bind("subjectType", subjectType)
        .bind("subjectId", subjectId)
        .bind("before", state(before))
        .bind("after", state(after))
        .then();
  }

  private Parameter state(Object value) {
    return value == null
        ? Parameters.in(String.class)
        : Parameters.in(json.writeValueAsString(value));
  }
}
