package dev.sluice.admin.playground;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.concurrent.CountDownLatch;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** A gateway that notes what it was asked and answers as a test tells it to. */
final class FakeGateway implements AutoCloseable {
  private final DisposableServer server;
  final CountDownLatch asked = new CountDownLatch(1);
  final CountDownLatch cancelled = new CountDownLatch(1);
  volatile String body;
  volatile HttpHeaders headers;
  private volatile int status = 200;
  private volatile String retryAfter;
  private volatile Flux<String> answer = Flux.empty();
  private volatile boolean isSilent;

  FakeGateway() {
    server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .route(routes -> routes.post("/v1/chat/completions", this::chat))
            .bindNow();
  }

  String url() {
    return "http://127.0.0.1:" + server.port();
  }

  void answers(Flux<String> pieces) {
    answer = pieces;
  }

  void refuses(int refusalStatus, String retryAfterSeconds, String refusal) {
    status = refusalStatus;
    retryAfter = retryAfterSeconds;
    answer = Flux.just(refusal);
  }

  /** Takes the request and sends not even a header. */
  void staysSilent() {
    isSilent = true;
  }

  private Publisher<Void> chat(HttpServerRequest request, HttpServerResponse response) {
    request.withConnection(
        connection -> connection.channel().closeFuture().addListener(end -> cancelled.countDown()));
    headers = request.requestHeaders().copy();
    return request
        .receive()
        .aggregate()
        .asString()
        .doOnNext(text -> body = text)
        .doOnNext(text -> asked.countDown())
        .flatMap(text -> isSilent ? Mono.never() : send(response));
  }

  private Mono<Void> send(HttpServerResponse response) {
    response
        .status(status)
        .header("content-type", status == 200 ? "text/event-stream" : "application/json");
    if (retryAfter != null) {
      response.header("retry-after", retryAfter);
    }
    return response.send(answer.map(FakeGateway::bytes), piece -> true).then();
  }

  private static ByteBuf bytes(String text) {
    return ByteBufUtil.writeUtf8(UnpooledByteBufAllocator.DEFAULT, text);
  }

  @Override
  public void close() {
    server.disposeNow();
  }
}
