package dev.sluice.admin.rollout;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;

/** Looks at canaries while the control plane runs; a look that fails is followed by the next. */
@Component
class CanaryWatch implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(CanaryWatch.class);

  private final CanaryLook canaries;
  private final RolloutSettings settings;
  private final Disposable.Swap work = Disposables.swap();
  private volatile boolean isRunning;

  CanaryWatch(CanaryLook canaries, RolloutSettings settings) {
    this.canaries = canaries;
    this.settings = settings;
  }

  @Override
  public void start() {
    isRunning = true;
    if (settings.lookEvery().isZero()) {
      return;
    }
    work.update(
        Flux.interval(settings.lookEvery())
            .onBackpressureDrop()
            .concatMap(
                _ ->
                    canaries
                        .look()
                        .doOnError(failure -> LOG.warn("no canary judged: {}", failure.toString()))
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
