package dev.sluice.admin.usage;

import dev.sluice.admin.identity.KeyConsumption;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * What keys used since the minute began, by finished requests: gateways post a request's usage a
 * moment after its end, so this follows what they enforce, and does not enforce anything itself.
 */
@Component
class MinuteConsumption implements KeyConsumption {
  private final DatabaseClient database;
  private final Clock clock;

  MinuteConsumption(DatabaseClient database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public Mono<Map<String, Used>> thisMinute(Collection<String> keyIds) {
    if (keyIds.isEmpty()) {
      return Mono.just(Map.of());
    }
    return database
        .sql(
            """
            SELECT key_id, COUNT(*) AS requests,
              CAST(SUM(prompt_tokens + output_tokens) AS BIGINT) AS tokens
            FROM usage_events WHERE at >= :begin AND key_id IN (:keys) GROUP BY key_id
            """)
        .bind("begin", clock.instant().truncatedTo(ChronoUnit.MINUTES).toEpochMilli())
        .bind("keys", keyIds)
        .map(
            row ->
                Map.entry(
                    row.get("key_id", String.class),
                    new Used(row.get("requests", Long.class), row.get("tokens", Long.class))))
        .all()
        .collectMap(Map.Entry::getKey, Map.Entry::getValue);
  }
}
