package dev.sluice.admin.fleet;

import dev.sluice.admin.usage.UsageRollups;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Puts overviews together. However many consoles watch, the database is asked once per tick. */
@Component
class OverviewFeed {
  private static final Logger LOG = LoggerFactory.getLogger(OverviewFeed.class);

  private final Fleet fleet;
  private final UsageRollups usage;
  private final Clock clock;
  private final Sinks.Empty<Void> closing = Sinks.empty();
  private final Flux<Overview> shared;

  OverviewFeed(Fleet fleet, UsageRollups usage, Clock clock, FleetSettings settings) {
    this.fleet = fleet;
    this.usage = usage;
    this.clock = clock;
    this.shared =
        Flux.interval(Duration.ZERO, settings.streamEvery())
            .onBackpressureDrop()
            .concatMap(tick -> nowOrNothing(), 1)
            .replay(1)
            .refCount(1);
  }

  Mono<Overview> now() {
    return usage
        .today()
        .map(
            today ->
                new Overview(
                    clock.millis(),
                    fleet.pods().stream().map(PodMerge::shown).toList(),
                    fleet.series(),
                    today));
  }

  /** Again and again until the reader goes or this process stops. */
  Flux<Overview> stream() {
    return shared.onBackpressureLatest().takeUntilOther(closing.asMono());
  }

  /** Endless answers would hold up an orderly stop until its time limit. */
  @EventListener(ContextClosedEvent.class)
  void endStreams() {
    closing.tryEmitEmpty();
  }

  private Mono<Overview> nowOrNothing() {
    return now()
        .doOnError(failure -> LOG.warn("no overview this time: {}", failure.getMessage()))
        .onErrorComplete();
  }
}
