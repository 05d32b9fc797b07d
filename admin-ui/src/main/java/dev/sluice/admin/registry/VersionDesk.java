package dev.sluice.admin.registry;

import dev.sluice.admin.api.ApiFailure;
import dev.sluice.contract.ServedVersion;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** What other rooms may ask about names and versions. */
@Component
public class VersionDesk {
  private final ModelVersionTable table;
  private final PublicModelTable models;

  VersionDesk(ModelVersionTable table, PublicModelTable models) {
    this.table = table;
    this.models = models;
  }

  /** Fails where there is no public name with this id. */
  public Mono<Void> requirePublicModel(String id) {
    return models
        .find(id)
        .switchIfEmpty(Mono.error(() -> ApiFailure.notFound("public model", id)))
        .then();
  }

  /** What gateways know a version by. */
  public Mono<ServedVersion> served(String id) {
    return table
        .find(id)
        .map(ModelVersion::served)
        .switchIfEmpty(Mono.error(() -> ApiFailure.notFound("model version", id)));
  }
}
