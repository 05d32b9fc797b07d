package dev.sluice.gateway.upstream;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;
import dev.sluice.contract.GenerateEvent;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.github.resilience4j.reactor.bulkhead.operator.BulkheadOperator;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/**
 * A bulkhead for each pod, and a circuit breaker for each model of a pod: a version whose weights
 * fail must not take the pod's other versions away, and a pod that is lost shows in its load long
 * before every circuit has learnt it. The breaker's outcome is recorded at the first token, because
 * a stream's length says nothing about the pod's health, and once more when a stream that had begun
 * breaks off. Refusals (400, 429, draining) and cancels before the first token give the permit back
 * without a verdict.
 */
@Component
class PodGuard {
  /** No address has it. */
  private static final char SEPARATOR = '/';

  private static final List<State> WORST_FIRST = List.of(State.OPEN, State.HALF_OPEN);

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

  /** Whether streams of the model may be sent there now. */
  boolean isCallable(String address, String model) {
    return breakers
        .find(name(address, model))
        .map(circuit -> circuit.getState() != State.OPEN)
        .orElse(true);
  }

  /** The worst of the pod's circuits: {@code closed}, {@code half_open} or {@code open}. */
  String circuit(String address) {
    Set<State> states = circuits(address).map(CircuitBreaker::getState).collect(Collectors.toSet());
    State worst = WORST_FIRST.stream().filter(states::contains).findFirst().orElse(State.CLOSED);
    return worst.name().toLowerCase(Locale.ROOT);
  }

  void forget(String address) {
    circuits(address).toList().forEach(circuit -> breakers.remove(circuit.getName()));
    bulkheads.remove(address);
  }

  Flux<GenerateEvent> protect(String address, String model, Flux<GenerateEvent> stream) {
    CircuitBreaker breaker = breakers.circuitBreaker(name(address, model));
    return Flux.defer(() -> observed(breaker, stream))
        .transformDeferred(BulkheadOperator.of(bulkheads.bulkhead(address)))
        .onErrorMap(
            BulkheadFullException.class,
            full ->
                refused(
                    ErrorCode.QUEUE_FULL, "All streams of the pod %s are taken.", address, model))
        .onErrorMap(
            CallNotPermittedException.class,
            open ->
                refused(
                    ErrorCode.NO_POD_AVAILABLE,
                    "The circuit of '%2$s' at the pod %1$s is open.",
                    address,
                    model));
  }

  private static String name(String address, String model) {
    return address + SEPARATOR + model;
  }

  private Stream<CircuitBreaker> circuits(String address) {
    return breakers.getAllCircuitBreakers().stream()
        .filter(circuit -> circuit.getName().startsWith(name(address, "")));
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

  private static UpstreamException refused(
      ErrorCode code, String message, String address, String model) {
    return new UpstreamException(
        new ErrorDetail(code, message.formatted(address, model), null, 1000L), true, null);
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
