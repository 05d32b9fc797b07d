package dev.sluice.admin.usage;

import dev.sluice.admin.api.Cursor;
import dev.sluice.contract.UsageEvent;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The append-only table of usage events. */
@Component
class UsageLedger {
  private static final int COLUMN_CHARACTERS = 200;
  private static final int COLUMNS = 18;

  private static final String INSERT =
      """
      INSERT INTO usage_events (id, at, key_id, project_id, model, pod_id, endpoint, streamed,
        prompt_tokens, cached_prompt_tokens, output_tokens, finish_reason, error_code,
        time_to_first_token_micros, duration_micros, served_model, weights_digest,
        inter_token_micros)
      VALUES (%s) ON CONFLICT DO NOTHING
      """
          .formatted(
              IntStream.rangeClosed(1, COLUMNS)
                  .mapToObj(place -> "$" + place)
                  .collect(Collectors.joining(", ")));

  private final DatabaseClient database;
  private final TransactionalOperator transaction;
  private final List<NewUsage> listeners;

  UsageLedger(
      DatabaseClient database, TransactionalOperator transaction, List<NewUsage> listeners) {
    this.database = database;
    this.transaction = transaction;
    this.listeners = listeners;
  }

  /**
   * Adds events, all of them or none; those that are already there stay as they are. Listeners are
   * told of the new ones in the same transaction.
   *
   * @return how many were new
   */
  Mono<Long> append(List<UsageEvent> events) {
    if (events.isEmpty()) {
      return Mono.just(0L);
    }
    return database
        .inConnectionMany(connection -> insert(connection, events))
        .collectList()
        .map(counts -> fresh(events, counts))
        .flatMap(
            fresh ->
                Flux.fromIterable(listeners)
                    .concatMap(listener -> listener.counted(fresh))
                    .then(Mono.just((long) fresh.size())))
        .as(transaction::transactional);
  }

  /** Those whose row was inserted: the database answers in the order of the events. */
  private static List<UsageEvent> fresh(List<UsageEvent> events, List<Long> counts) {
    if (counts.size() != events.size()) {
      throw new IllegalStateException(
          "%d counts for %d usage events".formatted(counts.size(), events.size()));
    }
    return IntStream.range(0, events.size())
        .filter(index -> counts.get(index) > 0)
        .mapToObj(events::get)
        .toList();
  }

  /** Single requests behind a place, newest first. */
  Flux<UsageEventView> page(UsageFilter filter, Cursor after, int rows) {
    return database
        .sql(
            "SELECT * FROM usage_events WHERE (at < :at OR (at = :at AND id < :id))"
                + filter.conditions()
                + " ORDER BY at DESC, id DESC LIMIT :rows")
        .bind("at", after.atMillis())
        .bind("id", after.id())
        .bind("rows", rows)
        .bindValues(filter.values())
        .map(UsageLedger::view)
        .all();
  }

  private static Flux<Long> insert(Connection connection, List<UsageEvent> events) {
    Statement statement = connection.createStatement(INSERT);
    for (int index = 0; index < events.size(); index++) {
      if (index > 0) {
        statement.add();
      }
      bind(statement, events.get(index));
    }
    return Flux.from(statement.execute()).concatMap(Result::getRowsUpdated);
  }

  private static void bind(Statement statement, UsageEvent event) {
    int place = 0;
    statement.bind(place++, text(event.id()));
    statement.bind(place++, event.occurredAtEpochMillis());
    statement.bind(place++, text(event.keyId()));
    statement.bind(place++, text(event.projectId()));
    statement.bind(place++, text(event.model()));
    bindOptional(statement, place++, event.podId());
    statement.bind(place++, text(event.endpoint()));
    statement.bind(place++, event.streamed());
    statement.bind(place++, (long) event.promptTokens());
    statement.bind(place++, (long) event.cachedPromptTokens());
    statement.bind(place++, (long) event.outputTokens());
    bindOptional(statement, place++, event.finishReason());
    bindOptional(statement, place++, event.errorCode());
    bindOptional(statement, place++, event.timeToFirstTokenMicros());
    statement.bind(place++, event.durationMicros());
    bindOptional(statement, place++, event.servedModel());
    bindOptional(statement, place++, event.weightsDigest());
    bindOptional(statement, place, event.interTokenMicros());
  }

  private static void bindOptional(Statement statement, int place, Long value) {
    if (value == null) {
      statement.bindNull(place, Long.class);
    } else {
      statement.bind(place, value);
    }
  }

  private static void bindOptional(Statement statement, int place, String value) {
    if (value == null) {
      statement.bindNull(place, String.class);
    } else {
      statement.bind(place, text(value));
    }
  }

  /**
   * What fits the column. An event that could not be stored would come back for ever and hold up
   * those behind it, so an odd value is cut instead of refused. PostgreSQL stores no NUL.
   */
  private static String text(String value) {
    String storable = value == null ? "" : value.replace("\0", "");
    return storable.substring(0, Math.min(COLUMN_CHARACTERS, storable.length()));
  }

  private static UsageEventView view(Readable row) {
    return new UsageEventView(
        row.get("id", String.class),
        Instant.ofEpochMilli(row.get("at", Long.class)),
        row.get("project_id", String.class),
        row.get("key_id", String.class),
        row.get("model", String.class),
        row.get("served_model", String.class),
        row.get("weights_digest", String.class),
        row.get("pod_id", String.class),
        row.get("endpoint", String.class),
        row.get("streamed", Boolean.class),
        row.get("prompt_tokens", Long.class),
        row.get("cached_prompt_tokens", Long.class),
        row.get("output_tokens", Long.class),
        row.get("finish_reason", String.class),
        row.get("error_code", String.class),
        row.get("time_to_first_token_micros", Long.class),
        row.get("inter_token_micros", Long.class),
        row.get("duration_micros", Long.class));
  }
}
