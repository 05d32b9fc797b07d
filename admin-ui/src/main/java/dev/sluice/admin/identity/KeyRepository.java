package dev.sluice.admin.identity;

import org.springframework.data.r2dbc.repository.Query;
import org.springframework.data.repository.reactive.ReactiveCrudRepository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The table {@code api_keys}. Lists are newest first and leave system projects out. */
interface KeyRepository extends ReactiveCrudRepository<ApiKey, String> {
  @Query(
      """
      SELECT k.* FROM api_keys k JOIN projects p ON p.id = k.project_id
      WHERE p.is_system = FALSE AND (k.created_at < :at OR (k.created_at = :at AND k.id < :id))
      ORDER BY k.created_at DESC, k.id DESC LIMIT :rows
      """)
  Flux<ApiKey> page(long at, String id, int rows);

  @Query(
      """
      SELECT k.* FROM api_keys k JOIN projects p ON p.id = k.project_id
      WHERE p.is_system = FALSE AND k.project_id = :projectId
        AND (k.created_at < :at OR (k.created_at = :at AND k.id < :id))
      ORDER BY k.created_at DESC, k.id DESC LIMIT :rows
      """)
  Flux<ApiKey> pageOfProject(String projectId, long at, String id, int rows);

  @Query(
      """
      SELECT k.* FROM api_keys k JOIN projects p ON p.id = k.project_id
      WHERE p.is_system = FALSE AND k.id = :id
      """)
  Mono<ApiKey> findListed(String id);

  Mono<ApiKey> findBySecretHash(String secretHash);

  Mono<Void> deleteByProjectId(String projectId);
}
