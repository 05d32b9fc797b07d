package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;
import dev.sluice.contract.GenerateEvent;
import dev.sluice.contract.InternalPaths;
import dev.sluice.contract.PodLoad;
import dev.sluice.engine.model.ModelLoadException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class PodLifecycleTest {

  @Test
  void close_withRunningStream_waitsForItsEndAndClosesEngineOnce() throws Exception {
    FakeEngine engine = new FakeEngine();
    RunningPod pod = new RunningPod(engine);
    CompletableFuture<List<GenerateEvent>> events = collect(pod);
    CompletableFuture<List<PodLoad>> loads =
        pod.client()
            .get()
            .uri(InternalPaths.LOAD)
            .retrieve()
            .bodyToFlux(PodLoad.class)
            .collectList()
            .toFuture();
    FakeEngine.FakeStream stream = engine.nextStream();

    CompletableFuture<Void> closing = CompletableFuture.runAsync(pod::close);
    await().until(engine::isDraining);
    stream.token(1, "last words", 1);
    assertThat(engine.timesClosed()).isZero();
    stream.end("stop", 3, 1);

    closing.get(10, TimeUnit.SECONDS);
    assertThat(events.get(10, TimeUnit.SECONDS))
        .extracting(GenerateEvent::finishReason)
        .last()
        .isEqualTo("stop");
    assertThat(loads.get(10, TimeUnit.SECONDS))
        .isNotEmpty()
        .last()
        .matches(PodLoad::draining, "told that it drains");
    assertThat(engine.timesClosed()).isEqualTo(1);
  }

  @Test
  void close_streamOutlivesDrainTimeout_engineIsClosedUnderIt() throws Exception {
    FakeEngine engine = new FakeEngine();
    RunningPod pod = new RunningPod(engine, "sluice.inference.drain-timeout=100ms");
    CompletableFuture<List<GenerateEvent>> events = collect(pod);
    engine.nextStream();

    pod.close();
    GenerateEvent last = events.get(10, TimeUnit.SECONDS).getLast();
    assertThat(last.kind()).isEqualTo(GenerateEvent.Kind.ERROR);
    assertThat(last.error().code()).isEqualTo(ErrorCode.DRAINING);
    assertThat(engine.timesClosed()).isEqualTo(1);
  }

  @Test
  void drain_turnsReadinessOffAndAnswersWhenEmpty() throws Exception {
    FakeEngine engine = new FakeEngine();
    try (RunningPod pod = new RunningPod(engine)) {
      readiness(pod, 200);
      CompletableFuture<List<GenerateEvent>> events = collect(pod);
      FakeEngine.FakeStream stream = engine.nextStream();
      CompletableFuture<PodLoad> drained =
          pod.client()
              .post()
              .uri(InternalPaths.DRAIN)
              .retrieve()
              .bodyToMono(PodLoad.class)
              .toFuture();
      await().until(engine::isDraining);
      await().untilAsserted(() -> readiness(pod, 503));
      pod.stranger().get().uri("/actuator/health/liveness").exchange().expectStatus().isOk();
      pod.caller()
          .post()
          .uri(InternalPaths.GENERATE)
          .bodyValue(RunningPod.request("late", 1))
          .exchange()
          .expectStatus()
          .isEqualTo(503);
      assertThat(drained).isNotDone();
      stream.end("stop", 3, 0);
      assertThat(drained.get(10, TimeUnit.SECONDS).runningStreams()).isZero();
      assertThat(events.get(10, TimeUnit.SECONDS)).hasSize(1);
    }
  }

  @Test
  void device_thatIsLost_turnsReadinessAndLivenessOffAndShowsInTheLoad() {
    FakeEngine engine = new FakeEngine();
    try (RunningPod pod = new RunningPod(engine)) {
      readiness(pod, 200);
      assertThat(firstLoad(pod).draining()).isFalse();
      engine.lose("the device is lost");
      readiness(pod, 503);
      pod.stranger()
          .get()
          .uri("/actuator/health/liveness")
          .exchange()
          .expectStatus()
          .isEqualTo(503);
      assertThat(firstLoad(pod).draining()).isTrue();
    }
  }

  private static PodLoad firstLoad(RunningPod pod) {
    return pod.client()
        .get()
        .uri(InternalPaths.LOAD)
        .retrieve()
        .bodyToFlux(PodLoad.class)
        .blockFirst(Duration.ofSeconds(10));
  }

  @Test
  void drain_streamOutlivesTimeout_answersDeadlineExceeded() throws Exception {
    FakeEngine engine = new FakeEngine();
    try (RunningPod pod = new RunningPod(engine, "sluice.inference.drain-timeout=50ms")) {
      CompletableFuture<List<GenerateEvent>> events = collect(pod);
      FakeEngine.FakeStream stream = engine.nextStream();
      pod.caller()
          .post()
          .uri(InternalPaths.DRAIN)
          .exchange()
          .expectStatus()
          .isEqualTo(504)
          .expectBody(ErrorDetail.class)
          .value(detail -> assertThat(detail.message()).contains("1 streams"));
      stream.end("stop", 3, 0);
      events.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void actuator_tellsModelBackendAndVllmSeries() throws Exception {
    FakeEngine engine = new FakeEngine();
    try (RunningPod pod = new RunningPod(engine)) {
      CompletableFuture<List<GenerateEvent>> events = collect(pod);
      FakeEngine.FakeStream stream = engine.nextStream();
      stream.token(1, "a", 1);
      stream.token(2, "b", 2);
      stream.end("length", 3, 2);
      events.get(10, TimeUnit.SECONDS);
      pod.stranger()
          .get()
          .uri("/actuator/info")
          .exchange()
          .expectBody()
          .jsonPath("$.engine.backend")
          .isEqualTo("fake (by the test)")
          .jsonPath("$.engine.model.weightsDigest")
          .isEqualTo("weights-digest");
      String series =
          pod.stranger()
              .get()
              .uri("/actuator/prometheus")
              .exchange()
              .expectStatus()
              .isOk()
              .expectBody(String.class)
              .returnResult()
              .getResponseBody();
      assertThat(series)
          .contains("vllm:num_requests_running{engine=\"0\",model_name=\"fake\"} 0.0")
          .contains("vllm:kv_cache_usage_perc{engine=\"0\",model_name=\"fake\"} 0.25")
          .contains("vllm:generation_tokens_total{engine=\"0\",model_name=\"fake\"} 13.0")
          .contains("vllm:spec_decode_num_draft_tokens_total{engine=\"0\",model_name=\"fake\"} 8.0")
          .contains(
              "vllm:spec_decode_num_accepted_tokens_total{engine=\"0\",model_name=\"fake\"} 5.0")
          .contains("vllm:time_to_first_token_seconds_bucket")
          .contains("vllm:inter_token_latency_seconds_count{engine=\"0\",model_name=\"fake\"} 1")
          .contains("vllm:e2e_request_latency_seconds_count{engine=\"0\",model_name=\"fake\"} 1")
          .contains("finished_reason=\"length\"")
          .contains("vllm:cache_config_info{")
          .contains("num_gpu_blocks=\"100\"");
    }
  }

  @Test
  void start_withModelThatIsNotThere_saysSoInOneSentence(CapturedOutput output) {
    assertThatThrownBy(() -> RunningPod.real("sluice.inference.model=/nowhere/a.gguf"))
        .hasRootCauseInstanceOf(ModelLoadException.class);
    assertThat(output)
        .contains("there is no model at /nowhere/a.gguf")
        .doesNotContain("at dev.sluice.inference");
  }

  @Test
  void start_withoutModel_isReadyAndServesNothing() {
    try (RunningPod pod = RunningPod.real()) {
      readiness(pod, 200);
      pod.caller()
          .post()
          .uri(InternalPaths.GENERATE)
          .bodyValue(RunningPod.request("r", 1))
          .exchange()
          .expectStatus()
          .isNotFound();
    }
  }

  @Test
  void start_withoutSecret_saysSoBeforeItLoads(CapturedOutput output) {
    assertThatThrownBy(() -> InferenceApplication.builder().run("--server.port=0"))
        .hasRootCauseInstanceOf(IllegalArgumentException.class);
    assertThat(output)
        .contains("sluice.internal-secret has 0 characters and needs at least 16")
        .doesNotContain("at dev.sluice");
  }

  private static CompletableFuture<List<GenerateEvent>> collect(RunningPod pod) {
    return pod.generate("r", 1, 2, 3)
        .retrieve()
        .bodyToFlux(GenerateEvent.class)
        .collectList()
        .toFuture();
  }

  private static void readiness(RunningPod pod, int status) {
    pod.stranger()
        .get()
        .uri("/actuator/health/readiness")
        .exchange()
        .expectStatus()
        .isEqualTo(status);
  }
}
