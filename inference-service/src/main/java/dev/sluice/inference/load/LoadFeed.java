package dev.sluice.inference.load;

import dev.sluice.contract.PodLoad;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Looks at the load every 100 ms and tells each watcher what changed, and every 2 s that nothing
 * did. A watcher that reads slowly misses states and never gets old ones. Safe for use by any
 * thread.
 */
public final class LoadFeed implements AutoCloseable {
  static final Duration LOOK_EVERY = Duration.ofMillis(100);
  static final Duration TELL_EVERY = Duration.ofSeconds(2);

  private final Supplier<PodLoad> load;
  private final Scheduler scheduler;
  private final Sinks.Empty<Void> closed = Sinks.empty();

  /**
   * @param load a snapshot, cheap and never blocking
   * @param scheduler clock of the looks
   */
  public LoadFeed(Supplier<PodLoad> load, Scheduler scheduler) {
    this.load = load;
    this.scheduler = scheduler;
  }

  /** The load now, and again as it changes, until {@link #close}. */
  public Flux<PodLoad> watch() {
    return Flux.defer(
        () -> {
          Told told = new Told();
          return Flux.interval(Duration.ZERO, LOOK_EVERY, scheduler)
              .onBackpressureDrop()
              .map(look -> load.get())
              .filter(now -> told.isNews(now, scheduler))
              .onBackpressureLatest()
              .takeUntilOther(closed.asMono());
        });
  }

  /** Completes all watchers' streams. */
  @Override
  public void close() {
    closed.tryEmitEmpty();
  }

  /** What one watcher knows; used by one thread at a time. */
  private static final class Told {
    private PodLoad last;
    private long atMillis;

    boolean isNews(PodLoad now, Scheduler clock) {
      long millis = clock.now(TimeUnit.MILLISECONDS);
      PodLoad comparable = now.withSequence(0);
      boolean isNews = !comparable.equals(last) || millis - atMillis >= TELL_EVERY.toMillis();
      if (isNews) {
        last = comparable;
        atMillis = millis;
      }
      return isNews;
    }
  }
}
