package dev.sluice.inference.stream;

import dev.sluice.contract.GenerateEvent;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class HeartbeatsTest {
  private static final Duration SILENCE = Duration.ofSeconds(4);

  @Test
  void within_longSilence_beatsUntilTheEventComes() {
    StepVerifier.withVirtualTime(
            () -> beating(Mono.delay(Duration.ofSeconds(5)).map(x -> delta()).flux()))
        .expectSubscription()
        .expectNoEvent(Duration.ofSeconds(2))
        .expectNextMatches(HeartbeatsTest::isBeat)
        .expectNoEvent(Duration.ofSeconds(2))
        .expectNextMatches(HeartbeatsTest::isBeat)
        .thenAwait(Duration.ofSeconds(1))
        .expectNextMatches(event -> !isBeat(event))
        .verifyComplete();
  }

  @Test
  void within_steadyEvents_neverBeats() {
    StepVerifier.withVirtualTime(
            () -> beating(Flux.interval(Duration.ofSeconds(1)).take(20).map(x -> delta())))
        .thenAwait(Duration.ofSeconds(20))
        .expectNextCount(20)
        .verifyComplete();
  }

  @Test
  void within_failure_passesAtOnce() {
    StepVerifier.withVirtualTime(() -> beating(Flux.error(new IllegalStateException("gone"))))
        .verifyErrorMessage("gone");
  }

  private static Flux<GenerateEvent> beating(Flux<GenerateEvent> events) {
    return Heartbeats.within(events, SILENCE, Schedulers.parallel());
  }

  private static GenerateEvent delta() {
    return GenerateEvent.delta(new int[] {1}, "t", 1, null);
  }

  private static boolean isBeat(GenerateEvent event) {
    return event.kind() == GenerateEvent.Kind.HEARTBEAT;
  }
}
