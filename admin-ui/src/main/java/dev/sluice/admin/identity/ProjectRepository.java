package dev.sluice.admin.identity;

import org.springframework.data.r2dbc.repository.Query;
import org.springframework.data.repository.reactive.ReactiveCrudRepository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The table {@code projects}. */
interface ProjectRepository extends ReactiveCrudRepository<Project, String> {
  @Query("SELECT * FROM projects WHERE is_system = FALSE ORDER BY name")
  Flux<Project> listed();

  Mono<Project> findByName(String name);
}
