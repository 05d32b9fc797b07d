package dev.sluice.admin.identity;

import org.springframework.data.repository.reactive.ReactiveCrudRepository;
import reactor.core.publisher.Flux;

/** The table {@code organisations}. */
interface OrganisationRepository extends ReactiveCrudRepository<Organisation, String> {
  Flux<Organisation> findAllByOrderByName();
}
