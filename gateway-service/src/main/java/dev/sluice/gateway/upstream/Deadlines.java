package dev.sluice.gateway.upstream;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.GenerateEvent;
import dev.sluice.contract.GenerateEvent.Kind;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The deadlines of one stream. Heartbeats keep a stream from being idle but are no token; they end
 * here. The end event is the last word: a pod that keeps the connection open after it is not waited
 * for.
 */
final class Deadlines {
  private static final Duration AFTER_END = Duration.ofSeconds(1);
  private final UpstreamProperties properties;

  Deadlines(UpstreamProperties properties) {
    this.properties = properties;
  }

  Flux<GenerateEvent> apply(Flux<GenerateEvent> events) {
    return events
        .timeout(Mono.delay(properties.firstTokenTimeout()), this::patience)
        .filter(event -> event.kind() != Kind.HEARTBEAT)
        .timeout(Mono.delay(properties.firstTokenTimeout()), event -> Mono.never())
        .takeUntilOther(Mono.delay(properties.totalTimeout()).flatMap(late -> tooLong()))
        .onErrorMap(
            TimeoutException.class,
            silent ->
                UpstreamException.failed(
                    ErrorCode.DEADLINE_EXCEEDED,
                    "The pod sent no token in time (first within %s, then every %s)."
                        .formatted(properties.firstTokenTimeout(), properties.idleTimeout()),
                    null));
  }

  private Mono<Long> patience(GenerateEvent event) {
    return Mono.delay(event.kind() == Kind.END ? AFTER_END : properties.idleTimeout());
  }

  private Mono<Object> tooLong() {
    return Mono.error(
        UpstreamException.failed(
            ErrorCode.DEADLINE_EXCEEDED,
            "The stream ran longer than %s.".formatted(properties.totalTimeout()),
            null));
  }
}
