package dev.sluice.inference.load;

import dev.sluice.contract.PodLoad;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class LoadFeedTest {
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger sequence = new AtomicInteger();
  private LoadFeed feed;

  @Test
  void watch_nothingChanges_tellsAtOnceAndEveryTwoSeconds() {
    StepVerifier.withVirtualTime(this::watch)
        .expectNext(0)
        .expectNoEvent(Duration.ofMillis(1999))
        .thenAwait(Duration.ofMillis(1))
        .expectNext(0)
        .thenAwait(Duration.ofSeconds(2))
        .expectNext(0)
        .then(() -> feed.close())
        .verifyComplete();
  }

  @Test
  void watch_changes_areToldAtMostEvery100Millis() {
    StepVerifier.withVirtualTime(this::watch)
        .expectNext(0)
        .then(() -> running.set(1))
        .expectNoEvent(Duration.ofMillis(90))
        .then(() -> running.set(2))
        .thenAwait(Duration.ofMillis(10))
        .expectNext(2)
        .then(() -> running.set(3))
        .thenAwait(Duration.ofMillis(100))
        .expectNext(3)
        .then(() -> feed.close())
        .verifyComplete();
  }

  @Test
  void watch_slowReader_getsTheLatestStateOnly() {
    StepVerifier.withVirtualTime(this::watch, 1)
        .expectNext(0)
        .then(() -> running.set(1))
        .thenAwait(Duration.ofMillis(200))
        .then(() -> running.set(2))
        .thenAwait(Duration.ofMillis(200))
        .thenRequest(1)
        .expectNext(2)
        .thenCancel()
        .verify();
  }

  private Flux<Integer> watch() {
    feed = new LoadFeed(this::load, Schedulers.parallel());
    return feed.watch().map(PodLoad::runningStreams);
  }

  private PodLoad load() {
    return new PodLoad(
        "p",
        sequence.incrementAndGet(),
        List.of(),
        running.get(),
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        false,
        "b");
  }
}
