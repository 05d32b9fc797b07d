package dev.sluice.inference.stream;

import dev.sluice.contract.GenerateEvent;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/**
 * Fills the silences of a stream. One timer per stream ticks twice per heartbeat and speaks only
 * when nothing passed since its last tick, so that a fast stream costs no timer per token and no
 * silence is longer than asked.
 */
final class Heartbeats {
  private Heartbeats() {}

  /** The events, with a {@code HEARTBEAT} in every silence; does not end by itself before them. */
  static Flux<GenerateEvent> within(
      Flux<GenerateEvent> events, Duration longestSilence, Scheduler scheduler) {
    return Flux.defer(
        () -> {
          AtomicBoolean spoke = new AtomicBoolean();
          Flux<GenerateEvent> beats =
              Flux.interval(longestSilence.dividedBy(2), scheduler)
                  .onBackpressureDrop()
                  .filter(tick -> !spoke.getAndSet(false))
                  .map(tick -> GenerateEvent.heartbeat());
          Flux<GenerateEvent> spoken = events.doOnNext(event -> spoke.set(true));
          // As signals, so that the end of the events is the end of the merged stream.
          return Flux.merge(spoken.materialize(), beats.materialize()).dematerialize();
        });
  }
}
