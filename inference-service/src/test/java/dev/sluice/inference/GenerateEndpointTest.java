package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;
import dev.sluice.contract.GenerateEvent;
import dev.sluice.contract.InternalPaths;
import dev.sluice.contract.SignedContext;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import tools.jackson.databind.json.JsonMapper;

class GenerateEndpointTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static FakeEngine engine;
  private static RunningPod pod;

  @BeforeAll
  static void start() {
    engine = new FakeEngine();
    pod =
        new RunningPod(
            engine, "sluice.inference.heartbeat=200ms", "sluice.inference.stream-buffer-events=64");
  }

  @AfterAll
  static void stop() {
    engine.refuseWith(null);
    pod.close();
  }

  @AfterEach
  void acceptAgain() {
    engine.refuseWith(null);
  }

  @Test
  void generate_tokens_arriveOneByOneAndStreamEnds() throws InterruptedException {
    Flux<GenerateEvent> events = stream("r1").filter(e -> e.kind() != GenerateEvent.Kind.HEARTBEAT);
    List<FakeEngine.FakeStream> streams = new ArrayList<>();
    StepVerifier.create(events)
        .then(() -> streams.add(submitted()))
        .then(() -> streams.getFirst().token(5, "Hel", 1))
        .assertNext(event -> assertThat(event.text()).isEqualTo("Hel"))
        .then(() -> streams.getFirst().token(6, "lo", 2))
        .assertNext(event -> assertThat(event.ids()).containsExactly(6))
        .then(() -> streams.getFirst().end("stop", 3, 2))
        .assertNext(event -> assertThat(event.usage().outputTokens()).isEqualTo(2))
        .expectComplete()
        .verify(PATIENCE);
    assertThat(streams.getFirst().isCancelled()).isFalse();
    assertThat(streams.getFirst().request().promptIds()).containsExactly(1, 2, 3);
  }

  @Test
  void generate_silence_isFilledWithHeartbeats() throws InterruptedException {
    StepVerifier.create(stream("r2").take(2))
        .expectNextMatches(event -> event.kind() == GenerateEvent.Kind.HEARTBEAT)
        .expectNextMatches(event -> event.kind() == GenerateEvent.Kind.HEARTBEAT)
        .expectComplete()
        .verify(PATIENCE);
    FakeEngine.FakeStream stream = engine.nextStream();
    assertThat(stream.awaitCancelled()).isTrue();
    stream.end("cancelled", 3, 0);
  }

  @RepeatedTest(30)
  void generate_clientDisconnectsWhilePrefilling_cancels() throws Exception {
    FakeEngine.FakeStream stream;
    try (Socket socket = new Socket("127.0.0.1", pod.port())) {
      sendWithoutReading(socket);
      stream = engine.nextStream();
      assertThat(stream.isCancelled()).isFalse();
    }
    assertThat(stream.awaitCancelled()).isTrue();
    stream.end("cancelled", 3, 0);
  }

  @Test
  void generate_clientDisconnectsAmidTokens_cancels() throws Exception {
    FakeEngine.FakeStream stream;
    try (Socket socket = new Socket("127.0.0.1", pod.port())) {
      sendWithoutReading(socket);
      stream = engine.nextStream();
      stream.token(1, "a", 1);
      assertThat(socket.getInputStream().read()).isEqualTo('H');
    }
    assertThat(stream.awaitCancelled()).isTrue();
    stream.end("cancelled", 3, 1);
  }

  @Test
  void generate_readerThatNeverReads_isCutWhileMemoryStaysBounded() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", pod.port())) {
      sendWithoutReading(socket);
      FakeEngine.FakeStream stream = engine.nextStream();
      String text = "x".repeat(16_384);
      int sent = 0;
      while (!stream.isCancelled() && sent < 20_000) {
        stream.token(1, text, ++sent);
      }
      assertThat(stream.isCancelled()).as("cancelled after %d events", sent).isTrue();
      stream.end("cancelled", 3, sent);
    }
  }

  @Test
  void generate_engineRefuses_hasStatusAndBodyOfItsCode() {
    engine.refuseWith(new ErrorDetail(ErrorCode.QUEUE_FULL, "65536 tokens wait", null, 2500L));
    ErrorDetail detail =
        pod.caller()
            .post()
            .uri(InternalPaths.GENERATE)
            .bodyValue(RunningPod.request("r5", 1))
            .exchange()
            .expectStatus()
            .isEqualTo(429)
            .expectHeader()
            .valueEquals("Retry-After", "3")
            .expectBody(ErrorDetail.class)
            .returnResult()
            .getResponseBody();
    assertThat(detail)
        .isEqualTo(new ErrorDetail(ErrorCode.QUEUE_FULL, "65536 tokens wait", null, 2500L));
  }

  @Test
  void generate_noSignedContext_refusedBeforeTheEngine() {
    pod.stranger()
        .post()
        .uri(InternalPaths.GENERATE)
        .bodyValue(RunningPod.request("r6", 1))
        .exchange()
        .expectStatus()
        .isUnauthorized();
    pod.stranger().get().uri(InternalPaths.LOAD).exchange().expectStatus().isUnauthorized();
    pod.stranger().post().uri(InternalPaths.DRAIN).exchange().expectStatus().isUnauthorized();
    assertThat(engine.load().runningStreams()).isZero();
  }

  @Test
  void generate_brokenOrMissingBody_isInvalidJson() {
    for (String body : List.of("{\"promptIds\": [1,", "", "[]")) {
      pod.caller()
          .post()
          .uri(InternalPaths.GENERATE)
          .contentType(MediaType.APPLICATION_JSON)
          .bodyValue(body)
          .exchange()
          .expectStatus()
          .isBadRequest();
    }
  }

  private static FakeEngine.FakeStream submitted() {
    try {
      return engine.nextStream();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Flux<GenerateEvent> stream(String requestId) {
    return pod.generate(requestId, 1, 2, 3).retrieve().bodyToFlux(GenerateEvent.class);
  }

  private static void sendWithoutReading(Socket socket) throws Exception {
    byte[] body = JsonMapper.shared().writeValueAsBytes(RunningPod.request("r4", 1, 2, 3));
    String head =
        "POST %s HTTP/1.1\r\nHost: pod\r\n%s: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            .formatted(
                InternalPaths.GENERATE, SignedContext.HEADER, RunningPod.signature(), body.length);
    OutputStream out = socket.getOutputStream();
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    out.write(body);
    out.flush();
  }
}
