package dev.sluice.admin.quota;

import io.r2dbc.spi.Readable;
import java.util.Collection;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The table {@code quota_leases}. Who changes a lease has locked its budget. */
@Repository
class LeaseTable {
  private static final String IS_OUT = " granted > settled + released + expired";

  private final DatabaseClient database;

  LeaseTable(DatabaseClient database) {
    this.database = database;
  }

  Flux<Lease> find(Collection<String> ids) {
    return ids.isEmpty()
        ? Flux.empty()
        : database
            .sql("SELECT * FROM quota_leases WHERE id IN (:ids)")
            .bind("ids", ids)
            .map(LeaseTable::lease)
            .all();
  }

  /** Leases of which something is out. */
  Flux<Lease> out() {
    return database.sql("SELECT * FROM quota_leases WHERE" + IS_OUT).map(LeaseTable::lease).all();
  }

  /** Newest first. */
  Flux<Lease> ofBudget(String policyId, long windowStart, int rows) {
    return database
        .sql(
            "SELECT * FROM quota_leases WHERE policy_id = :policyId AND window_start = :start"
                + " ORDER BY created_at DESC, id LIMIT :rows")
        .bind("policyId", policyId)
        .bind("start", windowStart)
        .bind("rows", rows)
        .map(LeaseTable::lease)
        .all();
  }

  /** How many gateways other than this one hold something of a budget. */
  Mono<Long> otherHolders(Budget budget, String gatewayId) {
    return database
        .sql(
            "SELECT COUNT(DISTINCT gateway_id) AS holders FROM quota_leases"
                + " WHERE policy_id = :policyId AND window_start = :start AND gateway_id <> :gateway"
                + " AND"
                + IS_OUT)
        .bind("policyId", budget.policyId())
        .bind("start", budget.windowStart())
        .bind("gateway", gatewayId)
        .map(row -> row.get("holders", Long.class))
        .one();
  }

  Mono<Void> insert(Lease lease) {
    return database
        .sql(
            """
            INSERT INTO quota_leases (id, policy_id, window_start, gateway_id, granted, settled,
              released, expired, renewals, created_at, expires_at)
            VALUES (:id, :policyId, :start, :gateway, :granted, 0, 0, 0, 0, :createdAt, :expiresAt)
            """)
        .bind("id", lease.id())
        .bind("policyId", lease.policyId())
        .bind("start", lease.windowStart())
        .bind("gateway", lease.gatewayId())
        .bind("granted", lease.granted())
        .bind("createdAt", lease.createdAtMillis())
        .bind("expiresAt", lease.expiresAtMillis())
        .then();
  }

  /** Adds to the sums; {@code expired} may be negative: late usage takes from it. */
  Mono<Void> add(String id, long settled, long released, long expired) {
    return database
        .sql(
            "UPDATE quota_leases SET settled = settled + :settled, released = released + :released,"
                + " expired = expired + :expired WHERE id = :id")
        .bind("id", id)
        .bind("settled", settled)
        .bind("released", released)
        .bind("expired", expired)
        .then();
  }

  Mono<Void> renew(String id, long expiresAtMillis) {
    return database
        .sql(
            "UPDATE quota_leases SET renewals = renewals + 1, expires_at = :expiresAt"
                + " WHERE id = :id")
        .bind("id", id)
        .bind("expiresAt", expiresAtMillis)
        .then();
  }

  /** Drops leases of which nothing is out, made before a moment. */
  Mono<Void> forget(long beforeMillis) {
    return database
        .sql(
            "DELETE FROM quota_leases WHERE granted = settled + released + expired"
                + " AND created_at < :before")
        .bind("before", beforeMillis)
        .then();
  }

  private static Lease lease(Readable row) {
    return new Lease(
        row.get("id", String.class),
        row.get("policy_id", String.class),
        row.get("window_start", Long.class),
        row.get("gateway_id", String.class),
        row.get("granted", Long.class),
        row.get("settled", Long.class),
        row.get("released", Long.class),
        row.get("expired", Long.class),
        row.get("renewals", Long.class),
        row.get("created_at", Long.class),
        row.get("expires_at", Long.class));
  }
}
