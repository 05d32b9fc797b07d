package dev.sluice.admin.identity;

import dev.sluice.admin.api.ApiFailure;
import dev.sluice.contract.QuotaPolicy.Scope;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Organisations, projects and keys, as what limits are put on. */
@Component
public class Subjects {
  private final OrganisationRepository organisations;
  private final Projects projects;
  private final KeyRepository keys;

  Subjects(OrganisationRepository organisations, Projects projects, KeyRepository keys) {
    this.organisations = organisations;
    this.projects = projects;
    this.keys = keys;
  }

  /** The id that limits name: a key stands for all keys it was rotated from and to. */
  public Mono<String> resolve(Scope scope, String id) {
    return switch (scope) {
      case ORGANISATION ->
          organisations
              .findById(id)
              .map(Organisation::id)
              .switchIfEmpty(Mono.error(() -> ApiFailure.notFound("organisation", id)));
      case PROJECT -> projects.find(id).map(Project::id);
      case KEY ->
          keys.findListed(id)
              .map(ApiKey::rootId)
              .switchIfEmpty(Mono.error(() -> ApiFailure.notFound("key", id)));
    };
  }
}
