package dev.sluice.admin.fleet;

import dev.sluice.contract.GatewayOrders;
import dev.sluice.contract.GatewayReport;
import reactor.core.publisher.Mono;

/** Another room with something for gateways to do. */
public interface OrderSource {

  /** What the gateway that sent this report shall do, which has been taken in. Never fails. */
  Mono<GatewayOrders> orders(GatewayReport report);
}
