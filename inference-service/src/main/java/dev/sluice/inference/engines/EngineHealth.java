package dev.sluice.inference.engines;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Down when an engine is lost, for example with its device. Part of readiness, so that nothing is
 * sent here, and of liveness, because only a new process gets the device back.
 */
public final class EngineHealth implements HealthIndicator {
  private final EngineRoster roster;

  public EngineHealth(EngineRoster roster) {
    this.roster = roster;
  }

  @Override
  public Health health() {
    return roster
        .failure()
        .map(reason -> Health.down().withDetail("reason", reason).build())
        .orElseGet(() -> Health.up().build());
  }
}
