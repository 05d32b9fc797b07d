package dev.sluice.admin.registry;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Locale;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.Parameter;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Model versions in the database. Callers hold the transaction. */
@Repository
class ModelVersionTable {
  private final DatabaseClient database;

  ModelVersionTable(DatabaseClient database) {
    this.database = database;
  }

  Flux<ModelVersion> all() {
    return database
        .sql("SELECT * FROM model_versions ORDER BY served_model, created_at, id")
        .map(ModelVersionTable::row)
        .all();
  }

  Mono<ModelVersion> find(String id) {
    return database
        .sql("SELECT * FROM model_versions WHERE id = :id")
        .bind("id", id)
        .map(ModelVersionTable::row)
        .one();
  }

  Mono<Void> insert(ModelVersion version) {
    return database
        .sql(
            "INSERT INTO model_versions"
                + " (id, served_model, weights_digest, state, created_at, version)"
                + " VALUES (:id, :servedModel, :weightsDigest, :state, :createdAt, :version)")
        .bind("id", version.id())
        .bind("servedModel", version.servedModel())
        .bind("weightsDigest", ModelNames.stored(version.weightsDigest()))
        .bind("state", version.state().wire())
        .bind("createdAt", version.createdAt().toEpochMilli())
        .bind("version", version.version())
        .then();
  }

  /** Writes the state of a version; false when its row has changed meanwhile. */
  Mono<Boolean> update(ModelVersion version) {
    return database
        .sql(
            "UPDATE model_versions SET state = :state, deprecated_at = :deprecatedAt,"
                + " sunset_at = :sunsetAt, version = :version"
                + " WHERE id = :id AND version = :version - 1")
        .bind("id", version.id())
        .bind("state", version.state().wire())
        .bind("deprecatedAt", millis(version.deprecatedAt()))
        .bind("sunsetAt", millis(version.sunsetAt()))
        .bind("version", version.version())
        .fetch()
        .rowsUpdated()
        .map(rows -> rows > 0);
  }

  private static ModelVersion row(Readable row) {
    return new ModelVersion(
        row.get("id", String.class),
        row.get("served_model", String.class),
        ModelNames.fromStored(row.get("weights_digest", String.class)),
        VersionState.valueOf(row.get("state", String.class).toUpperCase(Locale.ROOT)),
        Instant.ofEpochMilli(row.get("created_at", Long.class)),
        instant(row.get("deprecated_at", Long.class)),
        instant(row.get("sunset_at", Long.class)),
        row.get("version", Long.class));
  }

  private static Parameter millis(Instant instant) {
    return Parameter.fromOrEmpty(
        instant == null ? null : (Long) instant.toEpochMilli(), Long.class);
  }

  private static Instant instant(Long millis) {
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }
}
