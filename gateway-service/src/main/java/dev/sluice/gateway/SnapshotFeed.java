package dev.sluice.gateway;

import dev.sluice.contract.GatewaySnapshot;
import dev.sluice.gateway.tenant.SnapshotFile;
import dev.sluice.gateway.tenant.TenantDirectory;
import dev.sluice.gateway.upstream.AdminClient;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * Keeps the tenant directory current: the stored snapshot at the start, then a long poll after the
 * other. While the control plane is away the last snapshot stays in force.
 */
@Component
class SnapshotFeed extends Background {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotFeed.class);
  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofMillis(200);

  /**
   * A revoked key is refused within two seconds, also when the control plane has just come back.
   */
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(1);

  private final AdminClient admin;
  private final TenantDirectory tenants;
  private final SnapshotFile file;

  SnapshotFeed(AdminClient admin, TenantDirectory tenants, SnapshotFile file) {
    this.admin = admin;
    this.tenants = tenants;
    this.file = file;
  }

  @Override
  Disposable begin() {
    file.read().ifPresent(tenants::accept);
    return Mono.defer(() -> admin.snapshot(tenants.revision(), WAIT))
        .publishOn(Schedulers.boundedElastic())
        .doOnNext(this::accept)
        // A control plane that answers at once instead of waiting must not be hammered.
        .repeatWhen(done -> done.delayElements(PAUSE))
        .retryWhen(
            Retry.backoff(Long.MAX_VALUE, PAUSE)
                .maxBackoff(LONGEST_BACKOFF)
                .jitter(0.5)
                .transientErrors(true)
                .doBeforeRetry(
                    signal -> LOG.warn("no snapshot: {}", signal.failure().getMessage())))
        .subscribe();
  }

  private void accept(GatewaySnapshot snapshot) {
    if (snapshot.revision() != tenants.revision()) {
      tenants.accept(snapshot);
      file.write(snapshot);
    }
  }
}
