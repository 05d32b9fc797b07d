package dev.sluice.gateway;

import static dev.sluice.gateway.GatewayHarness.await;
import static dev.sluice.gateway.GatewayHarness.chunks;
import static dev.sluice.gateway.GatewayHarness.json;
import static dev.sluice.gateway.GatewayHarness.streamedText;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;
import dev.sluice.contract.GenerateEvent;
import dev.sluice.contract.PodLoad;
import dev.sluice.contract.UsageEvent;
import dev.sluice.gateway.fake.FakePod;
import dev.sluice.gateway.upstream.PodClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Pods that refuse, break, hang and die, seen from a client. */
class StreamRecoveryTest {
  private GatewayHarness gateway;
  private FakePod preferred;
  private FakePod other;

  @BeforeEach
  void start() {
    gateway =
        GatewayHarness.start(
            2,
            "sluice.gateway.openai.ping-interval=250ms",
            "sluice.gateway.upstream.idle-timeout=1s",
            "sluice.gateway.upstream.breaker.minimum-streams=3",
            "sluice.gateway.upstream.breaker.open-for=30s");
    preferred = gateway.pods.get(0);
    other = gateway.pods.get(1);
    other.waitingTokens = 100_000;
    var table = gateway.context.getBean(dev.sluice.gateway.route.PodTable.class);
    await(
        () ->
            table.seen().stream()
                .anyMatch(pod -> pod.load() != null && pod.load().waitingTokens() > 0));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  /**
   * A signature is valid for a minute; a pod that comes back after an hour must be watched again.
   */
  @Test
  void loadWatch_subscribedAgain_signsAnew() {
    Flux<PodLoad> watch = gateway.context.getBean(PodClient.class).loads(other.address());
    watch.blockFirst();
    String first = other.loadSignatures.getLast();
    long now = System.currentTimeMillis();
    await(() -> System.currentTimeMillis() > now);
    watch.blockFirst();
    assertThat(other.loadSignatures.getLast()).isNotEqualTo(first);
  }

  @Test
  void fullQueue_beforeContent_goesToTheOtherPod() {
    preferred.refusal = new ErrorDetail(ErrorCode.QUEUE_FULL, "the queue is full", null, 3000L);
    assertThat(gateway.chat(",\"max_tokens\":3").statusCode()).isEqualTo(200);
    assertThat(preferred.requests).hasSize(1);
    assertThat(other.requests).hasSize(1);
  }

  @Test
  void fullQueues_everywhere_are429WithRetryAfter() {
    ErrorDetail full = new ErrorDetail(ErrorCode.QUEUE_FULL, "the queue is full", null, 3000L);
    preferred.refusal = full;
    other.refusal = full;
    assertThat(gateway.chat("").statusCode()).isEqualTo(429);
    HttpResponse<String> response = gateway.chat(",\"stream\":true");
    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(response.headers().firstValue("retry-after")).contains("3");
    assertThat(json(response).at("/error/code").asString()).isEqualTo("queue_full");
  }

  @Test
  void badRequest_ofThePod_isNotRetried() {
    preferred.refusal = new ErrorDetail(ErrorCode.INVALID_VALUE, "no such id", "logit_bias", null);
    HttpResponse<String> response = gateway.chat("");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).at("/error/param").asString()).isEqualTo("logit_bias");
    assertThat(other.requests).isEmpty();
  }

  @Test
  void lostPod_midStream_isContinuedTokenForToken() {
    preferred.behaviour = request -> FakePod.brokenAfter(request, 5);
    List<JsonNode> chunks =
        chunks(
            gateway.chat(
                ",\"stream\":true,\"max_tokens\":20,\"stream_options\":{\"include_usage\":true}"));
    assertThat(streamedText(chunks)).isEqualTo("abcdefghijklmnopqrst");
    assertThat(chunks.getLast().at("/usage/completion_tokens").intValue()).isEqualTo(20);
    assertThat(chunks.getLast().at("/usage/prompt_tokens").intValue()).isEqualTo(7);
    assertThat(other.requests).hasSize(1);
    assertThat(other.requests.getFirst().deliveredTokens()).isEqualTo(5);
    assertThat(other.requests.getFirst().maxOutputTokens()).isEqualTo(15);
    assertThat(other.requests.getFirst().promptIds()).hasSize(12).endsWith(97, 98, 99, 100, 101);
    UsageEvent usage = gateway.awaitUsage(1);
    assertThat(usage.outputTokens()).isEqualTo(20);
    assertThat(usage.promptTokens()).isEqualTo(7);
  }

  @Test
  void silentPod_midStream_isContinued() {
    preferred.behaviour = request -> Flux.just(FakePod.delta(request, 0)).concatWith(Mono.never());
    assertThat(json(gateway.chat(",\"max_tokens\":4")).at("/choices/0/message/content").asString())
        .isEqualTo("abcd");
    await(() -> preferred.cancelled.get() == 1);
  }

  @Test
  void lostPod_afterItsLastToken_isComplete() {
    preferred.behaviour = request -> FakePod.brokenAfter(request, 4);
    JsonNode body = json(gateway.chat(",\"max_tokens\":4"));
    assertThat(body.at("/choices/0/message/content").asString()).isEqualTo("abcd");
    assertThat(body.at("/choices/0/finish_reason").asString()).isEqualTo("length");
    assertThat(other.requests).isEmpty();
  }

  @Test
  void lostPod_withOtherWeightsLeft_endsWithAnErrorEvent() {
    other.weights = "other-weights";
    var table = gateway.context.getBean(dev.sluice.gateway.route.PodTable.class);
    await(() -> table.served(FakePod.MODEL, "other-weights").isPresent());
    preferred.behaviour = request -> FakePod.brokenAfter(request, 2);
    List<JsonNode> chunks = chunks(gateway.chat(",\"stream\":true,\"max_tokens\":20"));
    assertThat(streamedText(chunks)).isEqualTo("ab");
    assertThat(chunks.getLast().at("/error/code").asString()).isEqualTo("pod_failed");
    assertThat(other.requests).isEmpty();
    UsageEvent usage = gateway.awaitUsage(1);
    assertThat(usage.finishReason()).isEqualTo("error");
    assertThat(usage.errorCode()).isEqualTo("pod_failed");
    assertThat(usage.outputTokens()).isEqualTo(2);
    assertThat(usage.servedModel()).isEqualTo(FakePod.MODEL);
    assertThat(usage.weightsDigest()).isEqualTo(FakePod.WEIGHTS);
    assertThat(usage.timeToFirstTokenMicros()).isPositive();
    assertThat(usage.interTokenMicros()).isNotNull();
  }

  @Test
  void failingPod_opensItsCircuit_andIsLeftAlone() {
    preferred.refusal = ErrorDetail.of(ErrorCode.INTERNAL, "broken");
    for (int i = 0; i < 6; i++) {
      assertThat(gateway.chat(",\"max_tokens\":1").statusCode()).isEqualTo(200);
    }
    assertThat(preferred.requests).hasSize(3);
    await(
        () ->
            gateway.admin.reports.stream()
                .flatMap(report -> report.pods().stream())
                .anyMatch(pod -> pod.state().equals("open")));
  }

  /** Two versions in one pod: a canary that fails must not take the live one away. */
  @Test
  void failingModel_opensItsOwnCircuit_andLeavesThePodToTheOthers() {
    preferred.otherModels = List.of("live");
    var table = gateway.context.getBean(dev.sluice.gateway.route.PodTable.class);
    await(() -> table.served("live", null).isPresent());
    preferred.behaviour =
        request ->
            request.model().equals(FakePod.MODEL)
                ? Flux.just(
                    GenerateEvent.error(ErrorDetail.of(ErrorCode.INTERNAL, "NaN as a logit"), 0))
                : FakePod.tokens(request);
    for (int i = 0; i < 6; i++) {
      assertThat(gateway.chat(",\"max_tokens\":1").statusCode()).isEqualTo(200);
      assertThat(
              gateway
                  .send(
                      "/v1/completions", "{\"model\":\"live\",\"prompt\":\"hi\",\"max_tokens\":1}")
                  .statusCode())
          .isEqualTo(200);
    }
    assertThat(preferred.requests)
        .filteredOn(request -> request.model().equals(FakePod.MODEL))
        .hasSize(3);
    await(
        () ->
            gateway.admin.reports.stream()
                .flatMap(report -> report.pods().stream())
                .anyMatch(pod -> pod.circuit().equals("open") && pod.state().equals("ready")));
  }

  @Test
  void refusals_doNotOpenTheCircuit() {
    preferred.refusal = ErrorDetail.of(ErrorCode.QUEUE_FULL, "full");
    for (int i = 0; i < 6; i++) {
      assertThat(gateway.chat(",\"max_tokens\":1").statusCode()).isEqualTo(200);
    }
    assertThat(preferred.requests).hasSize(6);
  }

  @Test
  void prefill_isBridgedByPings_andRoleComesWithTheFirstToken() {
    preferred.behaviour =
        request ->
            Flux.just(GenerateEvent.heartbeat())
                .concatWith(Mono.delay(Duration.ofMillis(900)).thenMany(FakePod.tokens(request)));
    String body = gateway.chat(",\"stream\":true,\"max_tokens\":1").body();
    assertThat(body).startsWith(": ping\n\n: ping\n\n");
    assertThat(body.indexOf("\"role\"")).isGreaterThan(body.lastIndexOf(": ping"));
    assertThat(body).endsWith("data: [DONE]\n\n");
  }

  @Test
  void clientGone_midStream_cancelsThePodAndSettlesWhatWasGenerated() throws IOException {
    preferred.behaviour =
        request -> Flux.range(0, 3).map(i -> FakePod.delta(request, i)).concatWith(Mono.never());
    disconnectAfter("\"content\":\"c\"", ",\"stream\":true,\"max_tokens\":50");
    await(() -> preferred.cancelled.get() == 1);
    UsageEvent usage = gateway.awaitUsage(1);
    assertThat(usage.finishReason()).isEqualTo("cancelled");
    assertThat(usage.promptTokens()).isEqualTo(7);
    assertThat(usage.outputTokens()).isEqualTo(3);
    assertThat(other.requests).isEmpty();
  }

  @Test
  void clientGone_beforeAnyAnswer_cancelsThePod() throws IOException {
    preferred.behaviour = request -> Flux.just(GenerateEvent.heartbeat()).concatWith(Mono.never());
    try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
      write(socket, "");
      await(() -> preferred.requests.size() == 1);
    }
    await(() -> preferred.cancelled.get() == 1);
    assertThat(gateway.awaitUsage(1).finishReason()).isEqualTo("cancelled");
  }

  private void disconnectAfter(String seen, String fields) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
      write(socket, fields);
      InputStream in = socket.getInputStream();
      StringBuilder text = new StringBuilder();
      byte[] buffer = new byte[4096];
      while (!text.toString().contains(seen)) {
        text.append(new String(buffer, 0, in.read(buffer), StandardCharsets.UTF_8));
      }
    }
  }

  private static void write(Socket socket, String fields) throws IOException {
    String body = GatewayHarness.chatBody(fields);
    String request =
        "POST /v1/chat/completions HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(GatewayHarness.SECRET, body.length(), body);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }
}
