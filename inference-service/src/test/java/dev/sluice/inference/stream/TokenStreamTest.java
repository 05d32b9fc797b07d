package dev.sluice.inference.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.GenerateEvent;
import dev.sluice.contract.Usage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

class TokenStreamTest {
  private static final int BUFFER = 8;

  private final AtomicInteger cancels = new AtomicInteger();
  private final AtomicInteger metered = new AtomicInteger();
  private final TokenStream stream =
      new TokenStream("r", BUFFER, event -> metered.incrementAndGet());

  @Test
  void accept_moreThanTheBufferUnread_cancelsOnceAndEndsWithError() {
    stream.started(cancels::incrementAndGet);
    for (int i = 1; i <= BUFFER + 5; i++) {
      stream.accept(delta(i));
    }
    stream.accept(end("cancelled"));
    assertThat(cancels).hasValue(1);
    StepVerifier.create(stream.events())
        .expectNextCount(BUFFER)
        .assertNext(
            event -> assertThat(event.error().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED))
        .verifyComplete();
    assertThat(metered).as("all events are metered").hasValue(BUFFER + 6);
  }

  @Test
  void accept_readerKeepsUp_nothingIsLost() {
    stream.started(cancels::incrementAndGet);
    StepVerifier.create(stream.events().map(GenerateEvent::outputTokens))
        .then(() -> emit(100))
        .expectNextCount(99)
        .expectNext(100)
        .then(() -> stream.accept(end("length")))
        .expectNext(100)
        .verifyComplete();
    assertThat(cancels).hasValue(0);
  }

  @Test
  void cancel_beforeTheHandleIsKnown_cancelsAsSoonAsItIs() {
    stream.cancel("the reader has gone");
    assertThat(cancels).hasValue(0);
    stream.started(cancels::incrementAndGet);
    assertThat(cancels).hasValue(1);
    stream.cancel("again");
    assertThat(cancels).hasValue(1);
  }

  @Test
  void accept_cancelledByTheEngineItself_becomesDraining() {
    stream.accept(end("cancelled"));
    StepVerifier.create(stream.events())
        .assertNext(event -> assertThat(event.error().code()).isEqualTo(ErrorCode.DRAINING))
        .verifyComplete();
  }

  private void emit(int tokens) {
    for (int i = 1; i <= tokens; i++) {
      stream.accept(delta(i));
    }
  }

  private static GenerateEvent delta(int count) {
    return GenerateEvent.delta(new int[] {count}, "t", count, null);
  }

  private static GenerateEvent end(String reason) {
    return GenerateEvent.end(reason, null, new Usage(1, 0, 100, 0, 0, 0));
  }
}
