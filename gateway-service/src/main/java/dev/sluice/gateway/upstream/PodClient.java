package dev.sluice.gateway.upstream;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.GenerateEvent;
import dev.sluice.contract.GenerateEvent.Kind;
import dev.sluice.contract.GenerateRequest;
import dev.sluice.contract.InternalPaths;
import dev.sluice.contract.PodLoad;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;

/** Talks to pods, named by {@code host:port}. */
@Component
public class PodClient {
  private static final Duration DRAIN_BEGIN = Duration.ofSeconds(1);

  private final InternalHttp http;
  private final PodGuard guard;
  private final Deadlines deadlines;
  private final Duration loadTimeout;

  PodClient(InternalHttp http, PodGuard guard, UpstreamProperties properties) {
    this.http = http;
    this.guard = guard;
    this.deadlines = new Deadlines(properties);
    this.loadTimeout = properties.loadTimeout();
  }

  /**
   * One attempt at a stream: content events and one end event, or an {@link UpstreamException};
   * never an error event or a heartbeat. Cancelling closes the connection.
   */
  public Flux<GenerateEvent> generate(String address, String projectId, GenerateRequest request) {
    Flux<GenerateEvent> events =
        Flux.defer(
            () -> {
              AtomicBoolean hasEnded = new AtomicBoolean();
              return deadlines
                  .apply(exchange(address, projectId, request))
                  .handle(PodClient::raiseErrorEvent)
                  .cast(GenerateEvent.class)
                  .doOnNext(event -> hasEnded.compareAndSet(false, event.kind() == Kind.END))
                  .onErrorResume(late -> hasEnded.get() ? Mono.empty() : Mono.error(late))
                  .concatWith(Mono.defer(() -> hasEnded.get() ? Mono.empty() : brokenOff()))
                  .onErrorMap(failure -> InternalHttp.failure("pod " + address, failure));
            });
    return guard.protect(address, request.model(), events);
  }

  /**
   * The pod's load as it changes; fails when the pod goes away or falls silent. Each subscription
   * signs anew: a signature is valid for a minute, and a watch goes on for days.
   */
  public Flux<PodLoad> loads(String address) {
    return Flux.defer(
            () ->
                http.call(HttpMethod.GET, url(address, InternalPaths.LOAD), null)
                    .accept(MediaType.APPLICATION_NDJSON)
                    .exchangeToFlux(response -> body(response, PodLoad.class)))
        .timeout(loadTimeout)
        .concatWith(Mono.defer(PodClient::brokenOff))
        .onErrorMap(failure -> InternalHttp.failure("pod " + address, failure));
  }

  /** Whether the circuit of a model at a pod lets streams through. */
  public boolean isCallable(String address, String model) {
    return guard.isCallable(address, model);
  }

  /** The worst state of the pod's circuits, in lower case. */
  public String circuit(String address) {
    return guard.circuit(address);
  }

  /**
   * Tells a pod to take no new streams. The pod has begun when it has the request and answers when
   * it is empty, which may take as long as its longest stream: nobody waits for that, since its
   * load says it too.
   */
  public Mono<Void> drain(String address) {
    return http.call(HttpMethod.POST, url(address, InternalPaths.DRAIN), null)
        .exchangeToMono(
            response ->
                response.statusCode().is2xxSuccessful()
                    ? response.releaseBody()
                    : InternalHttp.refusal(response).flatMap(Mono::<Void>error))
        .timeout(DRAIN_BEGIN, Mono.empty())
        .onErrorMap(failure -> InternalHttp.failure("pod " + address, failure));
  }

  /** The pod is gone for good: its circuits and counters go too. */
  public void forget(String address) {
    guard.forget(address);
  }

  private Flux<GenerateEvent> exchange(String address, String projectId, GenerateRequest request) {
    return http.call(HttpMethod.POST, url(address, InternalPaths.GENERATE), projectId)
        .contentType(MediaType.APPLICATION_JSON)
        .accept(MediaType.APPLICATION_NDJSON)
        .bodyValue(request)
        .exchangeToFlux(response -> body(response, GenerateEvent.class));
  }

  private static <T> Flux<T> body(ClientResponse response, Class<T> type) {
    return response.statusCode().is2xxSuccessful()
        ? response.bodyToFlux(type)
        : InternalHttp.refusal(response).flatMapMany(Flux::error);
  }

  private static void raiseErrorEvent(GenerateEvent event, SynchronousSink<Object> sink) {
    if (event.kind() == Kind.ERROR) {
      sink.error(UpstreamException.answered(event.error()));
    } else {
      sink.next(event);
    }
  }

  private static <T> Mono<T> brokenOff() {
    return Mono.error(
        UpstreamException.failed(
            ErrorCode.POD_FAILED, "The pod closed the stream before its end.", null));
  }

  private static String url(String address, String path) {
    return "http://" + address + path;
  }
}
