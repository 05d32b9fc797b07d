package dev.sluice.shell;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class ExchangeEndTest {
  private final MockServerWebExchange exchange =
      MockServerWebExchange.from(MockServerHttpRequest.get("/internal/v1/load"));

  @Test
  void endlessBody_exchangeIsCancelled_ends() {
    handledBy(Mono.never()).subscribe().dispose();
    StepVerifier.create(endless()).verifyComplete();
  }

  @Test
  void endlessBody_writeFails_ends() {
    StepVerifier.create(handledBy(Mono.error(new IllegalStateException("connection reset"))))
        .verifyError();
    StepVerifier.create(endless()).verifyComplete();
  }

  @Test
  void endlessBody_exchangeRuns_goesOn() {
    handledBy(Mono.never()).subscribe();
    StepVerifier.create(endless().take(2)).expectNext(0L, 1L).verifyComplete();
  }

  private Mono<Void> handledBy(Mono<Void> handling) {
    return new ExchangeEnd().filter(exchange, ignored -> handling);
  }

  private Flux<Long> endless() {
    return Flux.interval(Duration.ofMillis(1))
        .onBackpressureDrop()
        .takeUntilOther(ExchangeEnd.of(exchange));
  }
}
