package dev.sluice.gateway;

import dev.sluice.gateway.tenant.TenantDirectory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Down until the keys are known, from the control plane or from the disk. Part of readiness. */
@Component
class SnapshotHealthIndicator implements HealthIndicator {
  private final TenantDirectory tenants;

  SnapshotHealthIndicator(TenantDirectory tenants) {
    this.tenants = tenants;
  }

  @Override
  public Health health() {
    Health.Builder builder = tenants.hasSnapshot() ? Health.up() : Health.outOfService();
    return builder.withDetail("revision", tenants.revision()).build();
  }
}
