package dev.sluice.admin.registry;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.Parameter;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The moves of versions, append-only. Callers hold the transaction. */
@Repository
class TransitionTable {
  private static final TypeReference<Map<String, Object>> EVIDENCE = new TypeReference<>() {};

  private final DatabaseClient database;
  private final JsonMapper json;

  TransitionTable(DatabaseClient database, JsonMapper json) {
    this.database = database;
    this.json = json;
  }

  /** Newest first. */
  Flux<Transition> of(String versionId) {
    return database
        .sql(
            "SELECT * FROM model_transitions WHERE version_id = :id ORDER BY at DESC, id LIMIT 200")
        .bind("id", versionId)
        .map(this::row)
        .all();
  }

  /** The last moves of versions that somebody has put into the state that they are still in. */
  Flux<Canaries.Rollback> standing(String actor, VersionState state) {
    return database
        .sql(
            """
            SELECT v.id, v.served_model, v.weights_digest, t.reason, t.at
            FROM model_transitions t JOIN model_versions v ON v.id = t.version_id
            WHERE t.actor = :actor AND v.state = :state
              AND t.at = (SELECT MAX(m.at) FROM model_transitions m WHERE m.version_id = v.id)
            ORDER BY t.at DESC, v.id
            """)
        .bind("actor", actor)
        .bind("state", state.wire())
        .map(
            row ->
                new Canaries.Rollback(
                    row.get("id", String.class),
                    row.get("served_model", String.class),
                    ModelNames.fromStored(row.get("weights_digest", String.class)),
                    row.get("reason", String.class),
                    Instant.ofEpochMilli(row.get("at", Long.class))))
        .all();
  }

  /** When a version last came into a state. */
  Mono<Instant> lastTo(String versionId, VersionState state) {
    return database
        .sql(
            "SELECT MAX(at) AS last FROM model_transitions"
                + " WHERE version_id = :id AND to_state = :state")
        .bind("id", versionId)
        .bind("state", state.wire())
        .map(row -> Optional.ofNullable(row.get("last", Long.class)))
        .one()
        .flatMap(Mono::justOrEmpty)
        .map(Instant::ofEpochMilli);
  }

  Mono<Void> insert(Transition transition) {
    return database
        .sql(
            """
            INSERT INTO model_transitions
              (id, version_id, from_state, to_state, actor, reason, evidence, at)
            VALUES (:id, :versionId, :from, :to, :actor, :reason, :evidence, :at)
            """)
        .bind("id", transition.id())
        .bind("versionId", transition.versionId())
        .bind("from", transition.from().wire())
        .bind("to", transition.to().wire())
        .bind("actor", transition.actor())
        .bind("reason", Parameter.fromOrEmpty(transition.reason(), String.class))
        .bind("evidence", json.writeValueAsString(transition.evidence()))
        .bind("at", transition.at().toEpochMilli())
        .then();
  }

  private Transition row(Readable row) {
    return new Transition(
        row.get("id", String.class),
        row.get("version_id", String.class),
        state(row.get("from_state", String.class)),
        state(row.get("to_state", String.class)),
        row.get("actor", String.class),
        row.get("reason", String.class),
        json.readValue(row.get("evidence", String.class), EVIDENCE),
        Instant.ofEpochMilli(row.get("at", Long.class)));
  }

  private static VersionState state(String wire) {
    return VersionState.valueOf(wire.toUpperCase(Locale.ROOT));
  }
}
