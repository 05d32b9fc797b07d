package dev.sluice.admin.access;

import org.springframework.data.repository.reactive.ReactiveCrudRepository;
import reactor.core.publisher.Mono;

/** The table {@code users}. */
interface UserRepository extends ReactiveCrudRepository<User, String> {
  Mono<User> findByUsername(String username);
}
