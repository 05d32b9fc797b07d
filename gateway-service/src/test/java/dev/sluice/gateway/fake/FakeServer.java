package dev.sluice.gateway.fake;

import dev.sluice.contract.ErrorDetail;
import dev.sluice.contract.SignedContext;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What the fakes share: a port, JSON, and the refusal of unsigned calls. */
public abstract class FakeServer implements AutoCloseable {
  public static final String SECRET = "a-secret-for-tests-only";
  protected static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();

  /** Header names of every call, lower case, to see what was passed on. */
  public final List<String> headerNames = new CopyOnWriteArrayList<>();

  private DisposableServer server;

  protected abstract void route(HttpServerRoutes routes);

  public void start(int port) {
    Consumer<HttpServerRoutes> routes = this::route;
    server = HttpServer.create().host("127.0.0.1").port(port).route(routes).bindNow();
  }

  public String address() {
    return "127.0.0.1:" + server.port();
  }

  public String url() {
    return "http://" + address();
  }

  @Override
  public void close() {
    if (server != null) {
      server.disposeNow();
    }
  }

  protected boolean isSigned(HttpServerRequest request) {
    request
        .requestHeaders()
        .forEach(header -> headerNames.add(header.getKey().toLowerCase(java.util.Locale.ROOT)));
    String context = request.requestHeaders().get(SignedContext.HEADER);
    return SignedContext.verify(context, SECRET, Instant.now()).isPresent();
  }

  protected static Mono<Void> json(HttpServerResponse response, Object body) {
    return response
        .header("content-type", "application/json")
        .sendString(Mono.just(JSON.writeValueAsString(body)))
        .then();
  }

  protected static Mono<Void> error(HttpServerResponse response, ErrorDetail detail) {
    return json(response.status(detail.code().httpStatus()), detail);
  }
}
