package dev.sluice.admin.fleet;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param staleAfter a gateway that has been silent for longer is left out, with its pods
 * @param streamEvery how often the overview is pushed to a console
 */
@ConfigurationProperties("sluice.admin.fleet")
public record FleetSettings(
    @DefaultValue("15s") Duration staleAfter, @DefaultValue("2s") Duration streamEvery) {

  public FleetSettings {
    if (!staleAfter.isPositive() || !streamEvery.isPositive()) {
      throw new IllegalArgumentException(
          "sluice.admin.fleet: stale-after is %s and stream-every is %s; both must be above zero"
              .formatted(staleAfter, streamEvery));
    }
  }
}
