package dev.sluice.admin.access;

import org.springframework.data.r2dbc.repository.Modifying;
import org.springframework.data.r2dbc.repository.Query;
import org.springframework.data.repository.reactive.ReactiveCrudRepository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The table {@code access_tokens}. */
interface AccessTokenRepository extends ReactiveCrudRepository<AccessToken, String> {
  /** Newest first. */
  @Query(
      """
      SELECT * FROM access_tokens
      WHERE created_at < :at OR (created_at = :at AND id < :id)
      ORDER BY created_at DESC, id DESC LIMIT :rows
      """)
  Flux<AccessToken> page(long at, String id, int rows);

  @Query(
      """
      SELECT * FROM access_tokens
      WHERE secret_hash = :hash AND revoked_at IS NULL
        AND (expires_at IS NULL OR expires_at > :now)
      """)
  Mono<AccessToken> findUsable(String hash, long now);

  /** The version stays: noting a use undoes nobody's change. */
  @Modifying
  @Query("UPDATE access_tokens SET last_used_at = :now WHERE id = :id")
  Mono<Void> used(String id, long now);
}
