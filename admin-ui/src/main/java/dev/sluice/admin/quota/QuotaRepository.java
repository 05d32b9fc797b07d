package dev.sluice.admin.quota;

import org.springframework.data.r2dbc.repository.Query;
import org.springframework.data.repository.reactive.ReactiveCrudRepository;
import reactor.core.publisher.Flux;

/** The table {@code quota_policies}. Lists are newest first. */
interface QuotaRepository extends ReactiveCrudRepository<Quota, String> {
  @Query(
      """
      SELECT * FROM quota_policies
      WHERE (:scopeId = '' OR scope_id = :scopeId)
        AND (created_at < :at OR (created_at = :at AND id < :id))
      ORDER BY created_at DESC, id DESC LIMIT :rows
      """)
  Flux<Quota> page(String scopeId, long at, String id, int rows);
}
