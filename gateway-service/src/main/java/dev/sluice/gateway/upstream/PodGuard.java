package dev.sluice.gateway.upstream;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;
import dev.sluice.contract.GenerateEvent;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.github.resilience4j.reactor.bulkhead.operator.BulkheadOperator;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/**
 * A circuit breaker and a bulkhead for each pod. The breaker's outcome is recorded at the first
 * token, because a stream's length says nothing about the pod's health, and once more when a stream
 * that had begun breaks off. Refusals (400, 429, draining) and cancels before the first token give
 * the permit back without a verdict.
 */
@Component
class PodGuard {
  private final CircuitBreakerRegistry breakers;
  private final BulkheadRegistry bulkheads;

  PodGuard(UpstreamProperties properties, MeterRegistry meters) {
    this.breakers = CircuitBreakerRegistry.of(config(properties.breaker()));
    this.bulkheads =
        BulkheadRegistry.of(
            BulkheadConfig.custom()
                .maxConcurrentCalls(properties.maxStreamsPerPod())
                .maxWaitDuration(Duration.ZERO)
                .build());
    TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers).bindTo(meters);
  }

  private static CircuitBreakerConfig config(UpstreamProperties.Breaker settings) {
    return CircuitBreakerConfig.custom()
        .slidingWindow(settings.window(), settings.minimumStreams(), SlidingWindowType.COUNT_BASED)
        .failureRateThreshold(settings.failureRate())
        .waitDurationInOpenState(settings.openFor())
        .permittedNumberOfCallsInHalfOpenState(settings.trials())
        .automaticTransitionFromOpenToHalfOpenEnabled(true)
        .build();
  }

  /** Whether streams may be sent there now. */
  boolean isCallable(String address) {
    return breakers.circuitBreaker(address).getState() != CircuitBreaker.State.OPEN;
  }

  /** {@code closed}, {@code open} or {@code half_open}. */
  String circuit(String address) {
    return breakers.circuitBreaker(address).getState().name().toLowerCase(Locale.ROOT);
  }

  void forget(String address) {
    breakers.remove(address);
    bulkheads.remove(address);
  }

  Flux<GenerateEvent> protect(String address, Flux<GenerateEvent> stream) {
    CircuitBreaker breaker = breakers.circuitBreaker(address);
    return Flux.defer(() -> observed(breaker, stream))
        .transformDeferred(BulkheadOperator.of(bulkheads.bulkhead(address)))
        .onErrorMap(BulkheadFullException.class, full -> refused(ErrorCode.QUEUE_FULL, address))
        .onErrorMap(
            CallNotPermittedException.class, open -> refused(ErrorCode.NO_POD_AVAILABLE, address));
  }

  private static Flux<GenerateEvent> observed(CircuitBreaker breaker, Flux<GenerateEvent> stream) {
    if (!breaker.tryAcquirePermission()) {
      return Flux.error(CallNotPermittedException.createCallNotPermittedException(breaker));
    }
    Verdict verdict = new Verdict(breaker);
    return stream
        .doOnNext(event -> verdict.succeeded())
        .doOnComplete(verdict::succeeded)
        .doOnError(verdict::failed)
        .doOnCancel(verdict::withdrawn);
  }

  private static UpstreamException refused(ErrorCode code, String address) {
    String message =
        code == ErrorCode.QUEUE_FULL
            ? "All streams of the pod %s are taken."
            : "The circuit of the pod %s is open.";
    return new UpstreamException(
        new ErrorDetail(code, message.formatted(address), null, 1000L), true, null);
  }

  /** Signals of one stream come one after the other, so plain fields do. */
  private static final class Verdict {
    private final CircuitBreaker breaker;
    private final long startNanos = System.nanoTime();
    private boolean hasSucceeded;

    Verdict(CircuitBreaker breaker) {
      this.breaker = breaker;
    }

    void succeeded() {
      if (!hasSucceeded) {
        hasSucceeded = true;
        breaker.onSuccess(System.nanoTime() - startNanos, TimeUnit.NANOSECONDS);
      }
    }

    void failed(Throwable failure) {
      boolean isRefusal = failure instanceof UpstreamException known && known.isRefusal();
      if (!isRefusal) {
        breaker.onError(System.nanoTime() - startNanos, TimeUnit.NANOSECONDS, failure);
      } else if (!hasSucceeded) {
        breaker.releasePermission();
      }
    }

    void withdrawn() {
      if (!hasSucceeded) {
        breaker.releasePermission();
      }
    }
  }
}
