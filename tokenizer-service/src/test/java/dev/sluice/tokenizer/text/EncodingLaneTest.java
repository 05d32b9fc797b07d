package dev.sluice.tokenizer.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contract.ErrorCode;
import dev.sluice.shell.RefusedException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class EncodingLaneTest {

  @Test
  void run_moreThanThreadsAndQueue_refusedAndTheOthersFinish() throws InterruptedException {
    try (EncodingLane lane = new EncodingLane(1, 1)) {
      CountDownLatch started = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      var running = waiting(lane, started, release).toFuture();
      assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
      var queued = lane.run(() -> "queued").toFuture();

      StepVerifier.create(lane.run(() -> "refused"))
          .expectErrorSatisfies(
              e ->
                  assertThat(((RefusedException) e).detail().code())
                      .isEqualTo(ErrorCode.QUEUE_FULL))
          .verify();

      release.countDown();
      assertThat(running).succeedsWithin(10, TimeUnit.SECONDS).isEqualTo("encode-0");
      assertThat(queued).succeedsWithin(10, TimeUnit.SECONDS).isEqualTo("queued");
    }
  }

  private static Mono<String> waiting(
      EncodingLane lane, CountDownLatch started, CountDownLatch release) {
    return lane.run(
        () -> {
          started.countDown();
          release.await();
          return Thread.currentThread().getName();
        });
  }
}
