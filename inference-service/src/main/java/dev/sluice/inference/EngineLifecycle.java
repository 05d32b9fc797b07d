package dev.sluice.inference;

import dev.sluice.contract.PodLoad;
import dev.sluice.contract.ServedModel;
import dev.sluice.inference.drain.Drain;
import dev.sluice.inference.engines.EngineRoster;
import dev.sluice.inference.load.LoadFeed;
import dev.sluice.inference.versions.PodVersions;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * The order in which a pod goes down: no new streams and no new versions, wait for the running
 * streams, end the load feeds, and only then the web server (whose phases come after this one) and
 * the engines, which are closed as beans are. The wait happens inside {@link #stop()} and so is not
 * cut short by Spring's per-phase timeout; the container's grace period has to be longer than the
 * drain timeout.
 */
final class EngineLifecycle implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(EngineLifecycle.class);

  private final EngineRoster roster;
  private final Drain drain;
  private final PodVersions versions;
  private final LoadFeed loads;
  private final AtomicBoolean running = new AtomicBoolean();

  EngineLifecycle(EngineRoster roster, Drain drain, PodVersions versions, LoadFeed loads) {
    this.roster = roster;
    this.drain = drain;
    this.versions = versions;
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
    PodLoad load = roster.load();
    LOG.info(
        "serving {} on {}", load.models().stream().map(ServedModel::name).toList(), load.backend());
  }

  @Override
  public void stop() {
    versions.close();
    drain.begin();
    if (!drain.awaitIdle()) {
      PodLoad load = roster.load();
      LOG.warn(
          "{} streams were still running after {}: ending them",
          load.runningStreams() + load.waitingStreams(),
          drain.timeout());
      roster.close();
    }
    loads.close();
    running.set(false);
  }

  @Override
  public boolean isRunning() {
    return running.get();
  }
}
