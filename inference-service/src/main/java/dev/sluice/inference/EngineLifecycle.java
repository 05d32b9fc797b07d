package dev.sluice.inference;

import dev.sluice.engine.generate.InferenceEngine;
import dev.sluice.inference.drain.Drain;
import dev.sluice.inference.load.LoadFeed;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

/**
 * The order in which a pod goes down: no new streams, wait for the running ones, end the load
 * feeds, and only then the web server (whose phases come after this one) and the engine. The wait
 * happens inside {@link #stop()} and so is not cut short by Spring's per-phase timeout; the
 * container's grace period has to be longer than the drain timeout.
 */
final class EngineLifecycle implements SmartLifecycle, DisposableBean {
  private static final Logger LOG = LoggerFactory.getLogger(EngineLifecycle.class);

  private final InferenceEngine engine;
  private final Drain drain;
  private final LoadFeed loads;
  private final AtomicBoolean running = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();

  EngineLifecycle(InferenceEngine engine, Drain drain, LoadFeed loads) {
    this.engine = engine;
    this.drain = drain;
    this.loads = loads;
  }

  /** Before every other phase goes down, the web server's graceful shutdown included. */
  @Override
  public int getPhase() {
    return Integer.MAX_VALUE;
  }

  @Override
  public void start() {
    running.set(true);
    LOG.info("serving {} on {}", engine.model().name(), engine.load().backend());
  }

  @Override
  public void stop() {
    drain.begin();
    if (!drain.awaitIdle()) {
      LOG.warn(
          "{} streams were still running after {}: ending them",
          engine.load().runningStreams() + engine.load().waitingStreams(),
          drain.timeout());
      close();
    }
    loads.close();
    running.set(false);
  }

  @Override
  public boolean isRunning() {
    return running.get();
  }

  /** After the web server, and also when the start failed half way. */
  @Override
  public void destroy() {
    loads.close();
    close();
  }

  private void close() {
    if (closed.compareAndSet(false, true)) {
      engine.close();
    }
  }
}
