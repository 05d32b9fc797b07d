package dev.sluice.admin.registry;

import dev.sluice.admin.api.ApiFailure;
import dev.sluice.contract.ServedVersion;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** What other rooms may ask about versions. */
@Component
public class VersionDesk {
  private final ModelVersionTable table;

  VersionDesk(ModelVersionTable table) {
    this.table = table;
  }

  /** What gateways know a version by. */
  public Mono<ServedVersion> served(String id) {
    return table
        .find(id)
        .map(version -> new ServedVersion(version.servedModel(), version.weightsDigest()))
        .switchIfEmpty(Mono.error(() -> ApiFailure.notFound("model version", id)));
  }
}
