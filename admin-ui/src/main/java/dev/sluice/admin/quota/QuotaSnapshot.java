package dev.sluice.admin.quota;

import dev.sluice.admin.snapshot.SnapshotPart;
import dev.sluice.contract.GatewaySnapshot;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Tells gateways every quota. */
@Component
class QuotaSnapshot implements SnapshotPart {
  private final QuotaRepository rows;

  QuotaSnapshot(QuotaRepository rows) {
    this.rows = rows;
  }

  @Override
  public Mono<GatewaySnapshot> addTo(GatewaySnapshot snapshot) {
    return rows.findAll().map(Quota::forGateways).collectList().map(snapshot::withQuotas);
  }
}
