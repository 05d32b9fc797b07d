package dev.sluice.admin.usage;

import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Sums over usage events, computed by the database when asked for. Buckets are integer arithmetic
 * on milliseconds, which H2 and PostgreSQL do alike; sums are cast, as PostgreSQL widens them.
 */
@Component
public class UsageRollups {
  private static final String SUMS =
      """
      COUNT(*) AS requests,
      CAST(COALESCE(SUM(prompt_tokens), 0) AS BIGINT) AS prompt_tokens,
      CAST(COALESCE(SUM(cached_prompt_tokens), 0) AS BIGINT) AS cached_prompt_tokens,
      CAST(COALESCE(SUM(output_tokens), 0) AS BIGINT) AS output_tokens,
      COUNT(error_code) AS errors
      FROM usage_events WHERE at >= :begin
      """;

  private static final String GROUP = "project_id, key_id, model, served_model, weights_digest";

  private final DatabaseClient database;
  private final Clock clock;

  UsageRollups(DatabaseClient database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Sums since midnight UTC. */
  public Mono<Totals> today() {
    Instant midnight = clock.instant().truncatedTo(ChronoUnit.DAYS);
    return database
        .sql("SELECT " + SUMS)
        .bind("begin", midnight.toEpochMilli())
        .map(UsageRollups::totals)
        .one();
  }

  /** Oldest first, then by project, key, model and version. */
  Flux<UsageRow> rows(UsageQuery query) {
    String bucket = "at / %1$d * %1$d".formatted(query.bucket().millis());
    String sql =
        "SELECT "
            + bucket
            + " AS bucket_start, "
            + GROUP
            + ", "
            + SUMS
            + " AND at < :end"
            + query.filter().conditions()
            + " GROUP BY "
            + bucket
            + ", "
            + GROUP
            + " ORDER BY bucket_start, project_id, key_id, model,"
            + " served_model NULLS FIRST, weights_digest NULLS FIRST";
    return database
        .sql(sql)
        .bind("begin", query.fromMillis())
        .bind("end", query.toMillis())
        .bindValues(query.filter().values())
        .map(UsageRollups::row)
        .all();
  }

  private static Totals totals(Readable row) {
    return new Totals(
        count(row, "requests"),
        count(row, "prompt_tokens"),
        count(row, "cached_prompt_tokens"),
        count(row, "output_tokens"),
        count(row, "errors"));
  }

  private static UsageRow row(Readable row) {
    Totals totals = totals(row);
    return new UsageRow(
        Instant.ofEpochMilli(count(row, "bucket_start")),
        row.get("project_id", String.class),
        row.get("key_id", String.class),
        row.get("model", String.class),
        totals.requests(),
        totals.promptTokens(),
        totals.cachedPromptTokens(),
        totals.outputTokens(),
        totals.errors(),
        row.get("served_model", String.class),
        row.get("weights_digest", String.class));
  }

  private static long count(Readable row, String column) {
    return row.get(column, Long.class);
  }
}
