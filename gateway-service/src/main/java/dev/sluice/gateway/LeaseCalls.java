package dev.sluice.gateway;

import dev.sluice.contract.QuotaLeaseAnswer;
import dev.sluice.contract.QuotaLeaseRequest;
import dev.sluice.contract.QuotaLeaseRequest.Ask;
import dev.sluice.contract.QuotaLeaseRequest.Held;
import dev.sluice.gateway.completion.CompletionProperties;
import dev.sluice.gateway.quota.LeaseSource;
import dev.sluice.gateway.upstream.AdminClient;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Carries leases between the quota room and the control plane, in the name of this process. */
@Component
class LeaseCalls implements LeaseSource {
  private final AdminClient admin;
  private final String gatewayId;

  LeaseCalls(AdminClient admin, CompletionProperties properties) {
    this.admin = admin;
    this.gatewayId = properties.gatewayId() + "/" + UUID.randomUUID();
  }

  @Override
  public Mono<QuotaLeaseAnswer> exchange(List<Ask> asks, List<Held> held) {
    return admin.lease(new QuotaLeaseRequest(gatewayId, asks, held));
  }
}
