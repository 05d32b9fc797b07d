package dev.sluice.gateway.quota;

import dev.sluice.contract.QuotaLeaseAnswer;
import dev.sluice.contract.QuotaLeaseRequest.Ask;
import dev.sluice.contract.QuotaLeaseRequest.Held;
import java.util.List;
import reactor.core.publisher.Mono;

/** Where leases come from. */
@FunctionalInterface
public interface LeaseSource {
  /** One exchange with the control plane. Fails when it, or its database, is away. */
  Mono<QuotaLeaseAnswer> exchange(List<Ask> asks, List<Held> held);
}
