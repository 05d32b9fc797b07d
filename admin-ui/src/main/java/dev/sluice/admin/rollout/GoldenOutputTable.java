package dev.sluice.admin.rollout;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Locale;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Golden outputs in the database, one of a version. */
@Repository
class GoldenOutputTable {
  private final DatabaseClient database;

  GoldenOutputTable(DatabaseClient database) {
    this.database = database;
  }

  Mono<GoldenOutput> find(String versionId) {
    return database
        .sql("SELECT * FROM golden_outputs WHERE version_id = :id")
        .bind("id", versionId)
        .map(GoldenOutputTable::row)
        .one();
  }

  /** In place of the one before. Callers hold the transaction. */
  Mono<Void> put(GoldenOutput golden) {
    return database
        .sql("DELETE FROM golden_outputs WHERE version_id = :id")
        .bind("id", golden.versionId())
        .then()
        .then(insert(golden));
  }

  private Mono<Void> insert(GoldenOutput golden) {
    return database
        .sql(
            """
            INSERT INTO golden_outputs
              (version_id, prompt, max_tokens, output, digest, recorded_at, recorded_by)
            VALUES (:id, :prompt, :maxTokens, :output, :digest, :at, :actor)
            """)
        .bind("id", golden.versionId())
        .bind("prompt", golden.prompt())
        .bind("maxTokens", golden.maxTokens())
        .bind("output", golden.output())
        .bind("digest", golden.digest())
        .bind("at", golden.recordedAt().toEpochMilli())
        .bind("actor", golden.recordedBy())
        .then();
  }

  /** Notes how a comparison with the output of this digest went. */
  Mono<Void> compared(GoldenOutput golden, Instant at, GoldenOutput.Outcome outcome) {
    return database
        .sql(
            "UPDATE golden_outputs SET checked_at = :at, outcome = :outcome"
                + " WHERE version_id = :id AND digest = :digest")
        .bind("at", at.toEpochMilli())
        .bind("outcome", outcome.wire())
        .bind("id", golden.versionId())
        .bind("digest", golden.digest())
        .then();
  }

  private static GoldenOutput row(Readable row) {
    Long checkedAt = row.get("checked_at", Long.class);
    String outcome = row.get("outcome", String.class);
    return new GoldenOutput(
        row.get("version_id", String.class),
        row.get("prompt", String.class),
        row.get("max_tokens", Integer.class),
        row.get("output", String.class),
        row.get("digest", String.class),
        Instant.ofEpochMilli(row.get("recorded_at", Long.class)),
        row.get("recorded_by", String.class),
        checkedAt == null ? null : Instant.ofEpochMilli(checkedAt),
        outcome == null ? null : GoldenOutput.Outcome.valueOf(outcome.toUpperCase(Locale.ROOT)));
  }
}
