package dev.sluice.inference.drain;

import dev.sluice.inference.engines.EngineRoster;
import java.time.Duration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;

/** Empties the pod; there is no way back but a restart. Safe for use by any thread. */
public final class Drain {
  private final EngineRoster roster;
  private final ApplicationContext context;
  private final Duration timeout;

  /**
   * @param context told that the pod is not ready any more
   * @param timeout how long running streams are waited for
   */
  public Drain(EngineRoster roster, ApplicationContext context, Duration timeout) {
    this.roster = roster;
    this.context = context;
    this.timeout = timeout;
  }

  /** From now on the pod is not ready and refuses new streams. */
  public void begin() {
    roster.drain();
    AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
  }

  /** Blocks until no stream is left; false when the time ran out or the wait was interrupted. */
  public boolean awaitIdle() {
    try {
      return roster.awaitIdle(timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  public Duration timeout() {
    return timeout;
  }
}
