package dev.sluice.gateway;

import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * Work that runs beside the requests: started before the web server and stopped after it, so that
 * draining streams still have pods and a journal.
 */
abstract class Background implements SmartLifecycle {
  private final Disposable.Swap work = Disposables.swap();
  private volatile boolean isRunning;

  /** Begins the work; disposing ends it. */
  abstract Disposable begin();

  @Override
  public void start() {
    isRunning = true;
    work.update(begin());
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

  /** Far below the web server's phase. */
  @Override
  public int getPhase() {
    return 0;
  }
}
