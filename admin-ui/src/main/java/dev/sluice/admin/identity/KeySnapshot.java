package dev.sluice.admin.identity;

import dev.sluice.admin.snapshot.SnapshotPart;
import dev.sluice.contract.GatewaySnapshot;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Tells gateways every key, the control plane's own and the revoked ones included. */
@Component
class KeySnapshot implements SnapshotPart {
  private final KeyRepository rows;

  KeySnapshot(KeyRepository rows) {
    this.rows = rows;
  }

  @Override
  public Mono<GatewaySnapshot> addTo(GatewaySnapshot snapshot) {
    return rows.findAll()
        .map(ApiKey::forGateways)
        .collectList()
        .map(keys -> new GatewaySnapshot(snapshot.revision(), keys, snapshot.models()));
  }
}
