package dev.sluice.admin.quota;

import io.r2dbc.spi.Readable;
import java.util.Collection;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The table {@code quota_budgets}. Callers hold the transaction. */
@Repository
class BudgetTable {
  private static final String ROW = " WHERE policy_id = :policyId AND window_start = :windowStart";

  private final DatabaseClient database;

  BudgetTable(DatabaseClient database) {
    this.database = database;
  }

  /** The budget, made when it is new, locked until the transaction ends. */
  Mono<Budget> lock(String policyId, long windowStart, long windowEnd) {
    return database
        .sql(
            """
            INSERT INTO quota_budgets (policy_id, window_start, window_end, granted, settled,
              released, expired, unleased, starved_at, starved_by)
            VALUES (:policyId, :windowStart, :windowEnd, 0, 0, 0, 0, 0, 0, '') ON CONFLICT DO NOTHING
            """)
        .bind("policyId", policyId)
        .bind("windowStart", windowStart)
        .bind("windowEnd", windowEnd)
        .then()
        .then(lock(policyId, windowStart));
  }

  /** The budget, locked until the transaction ends; empty when there is none. */
  Mono<Budget> lock(String policyId, long windowStart) {
    return row("SELECT * FROM quota_budgets" + ROW + " FOR UPDATE", policyId, windowStart)
        .map(BudgetTable::budget)
        .one();
  }

  Mono<Budget> find(String policyId, long windowStart) {
    return row("SELECT * FROM quota_budgets" + ROW, policyId, windowStart)
        .map(BudgetTable::budget)
        .one();
  }

  /** Budgets of some policies that are current or younger than a moment. */
  Flux<Budget> endingAfter(Collection<String> policyIds, long atMillis) {
    return policyIds.isEmpty()
        ? Flux.empty()
        : database
            .sql("SELECT * FROM quota_budgets WHERE policy_id IN (:ids) AND window_end > :at")
            .bind("ids", policyIds)
            .bind("at", atMillis)
            .map(BudgetTable::budget)
            .all();
  }

  /**
   * Grants an amount, under the condition that it fits.
   *
   * @return false when it does not
   */
  Mono<Boolean> grant(Budget budget, long amount, long limit) {
    String fits = " AND granted - released - expired + unleased + :amount <= :limit";
    String sql = "UPDATE quota_budgets SET granted = granted + :amount" + ROW + fits;
    return row(sql, budget.policyId(), budget.windowStart())
        .bind("amount", amount)
        .bind("limit", limit)
        .fetch()
        .rowsUpdated()
        .map(rows -> rows > 0);
  }

  /** Adds to the sums, which may be negative for {@code expired}: late usage takes from it. */
  Mono<Void> add(Budget budget, long settled, long released, long expired, long unleased) {
    String sql =
        "UPDATE quota_budgets SET settled = settled + :settled, released = released + :released,"
            + " expired = expired + :expired, unleased = unleased + :unleased"
            + ROW;
    return row(sql, budget.policyId(), budget.windowStart())
        .bind("settled", settled)
        .bind("released", released)
        .bind("expired", expired)
        .bind("unleased", unleased)
        .then();
  }

  Mono<Void> starved(Budget budget, String gatewayId, long atMillis) {
    String sql = "UPDATE quota_budgets SET starved_at = :at, starved_by = :gateway" + ROW;
    return row(sql, budget.policyId(), budget.windowStart())
        .bind("at", atMillis)
        .bind("gateway", gatewayId)
        .then();
  }

  /** Drops windows that ended before a moment and of which nothing is out. */
  Mono<Void> forget(long shortWindowMillis, long shortBefore, long allBefore) {
    return database
        .sql(
            """
            DELETE FROM quota_budgets WHERE granted = settled + released + expired
              AND (window_end < :allBefore
                OR (window_end < :shortBefore AND window_end - window_start <= :shortWindow))
            """)
        .bind("allBefore", allBefore)
        .bind("shortBefore", shortBefore)
        .bind("shortWindow", shortWindowMillis)
        .then();
  }

  private DatabaseClient.GenericExecuteSpec row(String sql, String policyId, long windowStart) {
    return database.sql(sql).bind("policyId", policyId).bind("windowStart", windowStart);
  }

  private static Budget budget(Readable row) {
    return new Budget(
        row.get("policy_id", String.class),
        row.get("window_start", Long.class),
        row.get("window_end", Long.class),
        row.get("granted", Long.class),
        row.get("settled", Long.class),
        row.get("released", Long.class),
        row.get("expired", Long.class),
        row.get("unleased", Long.class),
        row.get("starved_at", Long.class),
        row.get("starved_by", String.class));
  }
}
