package dev.sluice.gateway;

import dev.sluice.gateway.quota.LeasedQuotas;
import dev.sluice.gateway.quota.QuotaProperties;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** Keeps leases of quotas alive and supplied while the gateway runs, and gives them back after. */
@Component
class LeaseKeeping extends Background {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeping.class);
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  private final LeasedQuotas quotas;
  private final QuotaProperties properties;

  LeaseKeeping(LeasedQuotas quotas, QuotaProperties properties) {
    this.quotas = quotas;
    this.properties = properties;
  }

  @Override
  Disposable begin() {
    return Flux.interval(properties.leaseInterval())
        .onBackpressureDrop()
        .concatMap(_ -> quotas.exchange().onErrorComplete(), 1)
        .subscribe();
  }

  @Override
  public void stop() {
    super.stop();
    try {
      quotas.giveBack().block(FAREWELL);
    } catch (RuntimeException e) {
      LOG.info("leases were not given back and will expire: {}", e.getMessage());
    }
  }
}
