package dev.sluice.admin.snapshot;

import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Counts the changes that gateways must see, in the database: replicas share it. */
@Component
public class RevisionCounter {
  private final DatabaseClient database;

  public RevisionCounter(DatabaseClient database) {
    this.database = database;
  }

  /**
   * Called as the last step of a change's transaction: it locks the one row, so that revisions are
   * committed in their order.
   */
  public Mono<Void> bump() {
    return database.sql("UPDATE snapshot_revision SET revision = revision + 1 WHERE id = 1").then();
  }

  /** The last committed revision. */
  public Mono<Long> current() {
    return database
        .sql("SELECT revision FROM snapshot_revision WHERE id = 1")
        .map(row -> row.get("revision", Long.class))
        .one();
  }
}
