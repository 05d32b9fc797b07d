package dev.sluice.admin.playground;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contract.ServedVersion;
import dev.sluice.shell.ExchangeEnd;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.config.EnableWebFlux;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.http.server.HttpServer;
import tools.jackson.databind.json.JsonMapper;

/** The controller on a real server between a real client and a gateway that tests command. */
class PlaygroundControllerTest {
  private static final String BODY = "{\"model\":\"tiny\",  \"messages\":[{\"role\":\"user\"}]}";
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(20);

  private final FakeGateway gateway = new FakeGateway();
  private final AnnotationConfigApplicationContext context =
      new AnnotationConfigApplicationContext();
  private final PlaygroundController.KnownVersions versions =
      id -> Mono.just(new ServedVersion("org/tiny", "digest of " + id));
  private DisposableServer server;

  @EnableWebFlux
  static class Web {}

  @BeforeEach
  void start() {
    startWith(gateway.url());
  }

  private void startWith(String gatewayUrl) {
    context.scan("dev.sluice.admin.api");
    context.register(Web.class);
    context.registerBean(JsonMapper.class, () -> JsonMapper.builder().build());
    context.registerBean(ExchangeEnd.class, ExchangeEnd::new);
    context.registerBean(ReactorResourceFactory.class, PlaygroundControllerTest::eventLoops);
    context.registerBean(
        PlaygroundSettings.class,
        () ->
            new PlaygroundSettings(
                URI.create(gatewayUrl),
                new PlaygroundSettings.Limits(
                    10, Duration.ofSeconds(3), Duration.ofSeconds(60), DataSize.ofKilobytes(10))));
    context.registerBean(PlaygroundController.ConsoleSecret.class, () -> () -> "console-secret");
    context.registerBean(PlaygroundController.KnownVersions.class, () -> versions);
    context.register(GatewayDoor.class, PlaygroundController.class);
    context.refresh();
    server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .handle(
                new ReactorHttpHandlerAdapter(
                    WebHttpHandlerBuilder.applicationContext(context).build()))
            .bindNow();
  }

  private static ReactorResourceFactory eventLoops() {
    ReactorResourceFactory resources = new ReactorResourceFactory();
    resources.setUseGlobalResources(false);
    resources.setShutdownQuietPeriod(Duration.ZERO);
    return resources;
  }

  @AfterEach
  void stop() {
    server.disposeNow();
    context.close();
    gateway.close();
  }

  @Test
  void chat_stream_comesThroughByteForByte() {
    List<String> pieces =
        List.of(
            ": ping\n\n", "data: {\"x\":\"h\u00e4\u65e5\ud83d\ude00\"}\n", "\ndata: [DONE]\n\n");
    gateway.answers(Flux.fromIterable(pieces));
    Answer answer = post(BODY);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.contentType()).isEqualTo("text/event-stream");
    assertThat(answer.body()).isEqualTo(String.join("", pieces));
  }

  @Test
  void chat_request_goesOnUnchangedUnderTheConsolesKeyOnly() {
    gateway.answers(Flux.just("data: [DONE]\n\n"));
    post(BODY);
    assertThat(gateway.body).isEqualTo(BODY);
    assertThat(gateway.headers.get("authorization")).isEqualTo("Bearer console-secret");
    assertThat(gateway.headers.contains("cookie")).isFalse();
    assertThat(gateway.headers.contains("x-tenant")).isFalse();
  }

  @Test
  void chat_withAVersion_asksForThatOneOnly() {
    gateway.answers(Flux.just("data: [DONE]\n\n"));
    post(BODY);
    assertThat(gateway.headers.contains(ServedVersion.HEADER)).isFalse();
    assertThat(post("/api/v1/playground/versions/v7/chat", BODY).status()).isEqualTo(200);
    assertThat(ServedVersion.parse(gateway.headers.get(ServedVersion.HEADER)))
        .isEqualTo(new ServedVersion("org/tiny", "digest of v7"));
    assertThat(gateway.body).isEqualTo(BODY);
  }

  @Test
  void chat_refusedByTheGateway_passesStatusBodyAndRetryAfter() {
    String refusal = "{\"error\":{\"message\":\"slow down\",\"code\":\"rate_limit_exceeded\"}}";
    gateway.refuses(429, "7", refusal);
    Answer answer = post(BODY);
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.retryAfter()).isEqualTo("7");
    assertThat(answer.body()).isEqualTo(refusal);
  }

  @Test
  void chat_pieces_arriveBeforeTheStreamEnds() throws InterruptedException {
    gateway.answers(Flux.concat(Flux.just("data: 1\n\n"), Flux.never()));
    CountDownLatch first = new CountDownLatch(1);
    Disposable reading = read(first);
    assertThat(first.await(20, SECONDS)).isTrue();
    assertThat(gateway.cancelled.getCount()).isEqualTo(1);
    reading.dispose();
  }

  @Test
  void chat_clientGoesAwayInMidStream_cancelsTheGateway() throws InterruptedException {
    gateway.answers(
        Flux.concat(
            Flux.just("data: 1\n\n"), Flux.interval(Duration.ofMillis(20)).map(n -> ": ping\n\n")));
    CountDownLatch first = new CountDownLatch(1);
    Disposable reading = read(first);
    assertThat(first.await(20, SECONDS)).isTrue();
    reading.dispose();
    assertThat(gateway.cancelled.await(20, SECONDS)).isTrue();
  }

  @Test
  void chat_clientGoesAwayBeforeTheFirstByte_cancelsTheGateway() throws InterruptedException {
    gateway.staysSilent();
    Disposable reading = read(new CountDownLatch(1));
    assertThat(gateway.asked.await(20, SECONDS)).isTrue();
    reading.dispose();
    assertThat(gateway.cancelled.await(20, SECONDS)).isTrue();
  }

  @Test
  void chat_gatewayGone_saysSo() {
    gateway.close();
    Answer answer = post(BODY);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body()).contains("no_pod_available").contains(gateway.url());
  }

  @Test
  void chat_tooLargeOrEmptyBody_isRefusedHere() {
    assertThat(post("{\"x\":\"" + "y".repeat(20_000) + "\"}").status()).isEqualTo(413);
    assertThat(post("").status()).isEqualTo(400);
    assertThat(gateway.body).isNull();
  }

  private record Answer(int status, String contentType, String retryAfter, String body) {}

  private HttpClient.RequestSender client() {
    return client("/api/v1/playground/chat");
  }

  private HttpClient.RequestSender client(String path) {
    return HttpClient.newConnection()
        .headers(
            headers ->
                headers
                    .set("content-type", "application/json")
                    .set("cookie", "SLUICE_SESSION=abc")
                    .set("x-tenant", "other")
                    .set(ServedVersion.HEADER, "chosen-by-the-client"))
        .post()
        .uri("http://127.0.0.1:%d%s".formatted(server.port(), path));
  }

  private Answer post(String body) {
    return post("/api/v1/playground/chat", body);
  }

  private Answer post(String path, String body) {
    return client(path)
        .send(ByteBufFlux.fromString(Mono.just(body)))
        .responseSingle(
            (head, bytes) -> bytes.asString().defaultIfEmpty("").map(text -> answer(head, text)))
        .block(LONG_ENOUGH);
  }

  private static Answer answer(HttpClientResponse head, String text) {
    return new Answer(
        head.status().code(),
        head.responseHeaders().get("content-type"),
        head.responseHeaders().get("retry-after"),
        text);
  }

  private Disposable read(CountDownLatch first) {
    return client()
        .send(ByteBufFlux.fromString(Mono.just(BODY)))
        .responseContent()
        .asString()
        .subscribe(piece -> first.countDown());
  }
}
