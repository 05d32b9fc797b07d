package dev.sluice.admin.access;

import org.springframework.data.r2dbc.repository.Query;
import org.springframework.data.repository.reactive.ReactiveCrudRepository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The table {@code users}. */
interface UserRepository extends ReactiveCrudRepository<User, String> {
  Mono<User> findByUsername(String username);

  Mono<User> findByIssuerAndSubject(String issuer, String subject);

  /** Newest first. */
  @Query(
      """
      SELECT * FROM users
      WHERE created_at < :at OR (created_at = :at AND id < :id)
      ORDER BY created_at DESC, id DESC LIMIT :rows
      """)
  Flux<User> page(long at, String id, int rows);

  /**
   * The administrators who have a password, locked in one order: of two who take each other's role
   * at the same time, the second sees what the first did.
   */
  @Query(
      """
      SELECT * FROM users
      WHERE role = 'admin' AND disabled = FALSE AND issuer IS NULL
      ORDER BY id FOR UPDATE
      """)
  Flux<User> lockLocalAdmins();
}
