package dev.sluice.admin.usage;

import dev.sluice.contract.ErrorCode;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/** Sums over the usage events of single versions, for those who judge them. */
@Component
public class UsageByVersion {
  /** What the version and its pods are to blame for; other errors are the client's or ours. */
  private static final List<String> FAULTS =
      List.of(
          ErrorCode.INTERNAL.wire(),
          ErrorCode.POD_FAILED.wire(),
          ErrorCode.NO_POD_AVAILABLE.wire(),
          ErrorCode.OUT_OF_MEMORY.wire(),
          ErrorCode.DEADLINE_EXCEEDED.wire());

  private final DatabaseClient database;

  UsageByVersion(DatabaseClient database) {
    this.database = database;
  }

  /** The versions that answered to a public name since then. */
  public Flux<VersionUsage> of(String model, Instant since) {
    return database
        .sql(
            """
            SELECT served_model, weights_digest, COUNT(*) AS requests,
              COUNT(error_code) AS failures,
              PERCENTILE_DISC(0.95) WITHIN GROUP (ORDER BY time_to_first_token_micros) AS p95
            FROM usage_events
            WHERE model = :model AND at >= :since AND served_model IS NOT NULL
              AND (error_code IS NULL OR error_code IN (:faults))
              AND (time_to_first_token_micros IS NOT NULL OR COALESCE(finish_reason, '') <> 'cancelled')
            GROUP BY served_model, weights_digest
            """)
        .bind("model", model)
        .bind("since", since.toEpochMilli())
        .bind("faults", FAULTS)
        .map(UsageByVersion::row)
        .all();
  }

  private static VersionUsage row(Readable row) {
    return new VersionUsage(
        row.get("served_model", String.class),
        row.get("weights_digest", String.class),
        row.get("requests", Long.class),
        row.get("failures", Long.class),
        row.get("p95", Long.class));
  }
}
