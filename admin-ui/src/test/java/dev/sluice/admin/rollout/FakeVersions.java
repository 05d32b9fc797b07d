package dev.sluice.admin.rollout;

import dev.sluice.contract.ServedVersion;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.json.JsonMapper;

/** A gateway behind which each served model answers with the tokens that a test chose. */
final class FakeVersions implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** By served model; without an entry there is no pod. */
  final Map<String, List<String>> tokens = new ConcurrentHashMap<>();

  final AtomicInteger asked = new AtomicInteger();
  private final DisposableServer server =
      HttpServer.create()
          .host("127.0.0.1")
          .port(0)
          .route(routes -> routes.post("/v1/completions", this::complete))
          .bindNow();

  String url() {
    return "http://127.0.0.1:" + server.port();
  }

  private Publisher<Void> complete(HttpServerRequest request, HttpServerResponse response) {
    asked.incrementAndGet();
    ServedVersion version = ServedVersion.parse(request.requestHeaders().get(ServedVersion.HEADER));
    List<String> answer = tokens.get(version.servedModel());
    return request.receive().then(answer == null ? refuse(response) : stream(response, answer));
  }

  private static Mono<Void> refuse(HttpServerResponse response) {
    return response
        .status(503)
        .header("content-type", "application/json")
        .sendString(Mono.just("{\"error\":{\"code\":\"no_pod_available\",\"message\":\"none\"}}"))
        .then();
  }

  private static Mono<Void> stream(HttpServerResponse response, List<String> answer) {
    String events =
        answer.stream()
            .map(
                token ->
                    Map.of(
                        "choices",
                        List.of(
                            Map.of("text", token, "logprobs", Map.of("tokens", List.of(token))))))
            .map(chunk -> "data: " + JSON.writeValueAsString(chunk) + "\n\n")
            .collect(Collectors.joining());
    return response
        .header("content-type", "text/event-stream")
        .sendString(Mono.just(events + "data: [DONE]\n\n"))
        .then();
  }

  @Override
  public void close() {
    server.disposeNow();
  }
}
