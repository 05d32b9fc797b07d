package dev.sluice.admin.identity;

import dev.sluice.admin.snapshot.SnapshotPart;
import dev.sluice.contract.GatewaySnapshot;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Tells gateways every key, the control plane's own and the revoked ones included. */
@Component
class KeySnapshot implements SnapshotPart {
  private final KeyRepository rows;
  private final ProjectRepository projects;

  KeySnapshot(KeyRepository rows, ProjectRepository projects) {
    this.rows = rows;
    this.projects = projects;
  }

  @Override
  public Mono<GatewaySnapshot> addTo(GatewaySnapshot snapshot) {
    return projects
        .findAll()
        .collectMap(Project::id, Project::organisationId)
        .flatMapMany(
            organisations ->
                rows.findAll().map(key -> key.forGateways(organisations.get(key.projectId()))))
        .collectList()
        .map(snapshot::withKeys);
  }
}
