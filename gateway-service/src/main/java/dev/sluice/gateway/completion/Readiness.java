package dev.sluice.gateway.completion;

import dev.sluice.gateway.route.PodTable;
import dev.sluice.gateway.tenant.TenantDirectory;
import org.springframework.stereotype.Component;

/** Whether a request could be served now. */
@Component
public class Readiness {
  private final TenantDirectory tenants;
  private final PodTable pods;

  Readiness(TenantDirectory tenants, PodTable pods) {
    this.tenants = tenants;
    this.pods = pods;
  }

  /** Whether the keys are known. */
  public boolean hasSnapshot() {
    return tenants.hasSnapshot();
  }

  public boolean hasReadyPod() {
    return pods.hasReadyPod();
  }
}
