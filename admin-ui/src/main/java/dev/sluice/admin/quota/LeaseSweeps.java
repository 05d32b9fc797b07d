package dev.sluice.admin.quota;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;

/** Sweeps leases while the control plane runs; a sweep that fails is followed by the next. */
@Component
class LeaseSweeps implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseSweeps.class);

  private final LeaseExpiry expiry;
  private final QuotaSettings settings;
  private final Disposable.Swap work = Disposables.swap();
  private volatile boolean isRunning;

  LeaseSweeps(LeaseExpiry expiry, QuotaSettings settings) {
    this.expiry = expiry;
    this.settings = settings;
  }

  @Override
  public void start() {
    isRunning = true;
    work.update(
        Flux.interval(settings.sweepInterval())
            .onBackpressureDrop()
            .concatMap(
                _ ->
                    expiry
                        .sweep()
                        .doOnError(failure -> LOG.warn("no lease sweep: {}", failure.toString()))
                        .onErrorComplete(),
                1)
            .subscribe());
  }

  @Override
  public void stop() {
    isRunning = false;
    work.update(Disposables.disposed());
  }

  @Override
  public boolean isRunning() {
    return isRunning;
  }
}
