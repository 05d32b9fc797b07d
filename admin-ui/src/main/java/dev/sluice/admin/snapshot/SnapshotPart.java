package dev.sluice.admin.snapshot;

import dev.sluice.contract.GatewaySnapshot;
import reactor.core.publisher.Mono;

/** A bean that knows one part of the snapshot. */
public interface SnapshotPart {
  /** The same snapshot with this part filled in, read from the database now. */
  Mono<GatewaySnapshot> addTo(GatewaySnapshot snapshot);
}
