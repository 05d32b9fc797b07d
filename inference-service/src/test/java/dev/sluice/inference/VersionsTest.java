package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;
import dev.sluice.contract.InternalPaths;
import dev.sluice.contract.LoadVersionRequest;
import dev.sluice.contract.PodLoad;
import dev.sluice.contract.ServedModel;
import dev.sluice.contract.VersionSource;
import dev.sluice.contract.VersionStatus;
import dev.sluice.contract.VersionStatus.State;
import dev.sluice.engine.generate.InferenceEngine;
import dev.sluice.inference.engines.EngineRoster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Real engines of several versions in one pod. */
class VersionsTest {
  private static RunningPod pod;
  private static VersionClient versions;

  @BeforeAll
  static void start() {
    pod =
        RunningPod.real(
            "sluice.inference.pod-id=pod-v",
            "sluice.inference.sources.roots=" + Stories.FOLDER,
            "sluice.inference.max-batch-tokens=64");
    versions = new VersionClient(pod);
  }

  @AfterAll
  static void stop() {
    pod.close();
  }

  @AfterEach
  void unloadAll() {
    versions.all().versions().forEach(version -> versions.delete(version.name()));
    await().until(() -> versions.all().versions().isEmpty());
  }

  @Test
  void twoVersions_streamingAtOnce_giveEachItsOwnGoldenIds() throws Exception {
    versions.load("full", Stories.F16);
    versions.load("small", Stories.Q4_0);
    List<List<Integer>> expected = new ArrayList<>();
    List<CompletableFuture<List<Integer>>> streams = new ArrayList<>();
    for (Map.Entry<String, String> version :
        Map.of("full", Stories.F16, "small", Stories.Q4_0).entrySet()) {
      for (Stories.Reference reference : Stories.references(version.getValue())) {
        expected.add(reference.greedy());
        streams.add(
            versions.generate(version.getKey(), reference.ids(), reference.greedy().size()));
      }
    }
    for (int i = 0; i < streams.size(); i++) {
      assertThat(streams.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(expected.get(i));
    }
  }

  @Test
  void loadAndUnload_whileTheOtherStreams_disturbNothing() throws Exception {
    versions.load("steady", Stories.F16);
    Stories.Reference reference = Stories.references(Stories.F16).getFirst();
    List<CompletableFuture<List<Integer>>> streams = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      streams.add(versions.generate("steady", reference.ids(), reference.greedy().size()));
      versions.load("passing", Stories.Q4_0);
      streams.add(versions.generate("steady", reference.ids(), reference.greedy().size()));
      versions.unload("passing");
    }
    for (CompletableFuture<List<Integer>> stream : streams) {
      assertThat(stream.get(60, TimeUnit.SECONDS)).isEqualTo(reference.greedy());
    }
  }

  @Test
  void unload_withRunningStream_letsItEndAndFreesAllMemory() throws Exception {
    versions.load("v", Stories.F16);
    InferenceEngine engine = pod.bean(EngineRoster.class).find("v");
    assertThat(engine.nativeBytes()).isNotEmpty();
    Stories.Reference reference = Stories.references(Stories.F16).getFirst();
    CompletableFuture<List<Integer>> stream =
        versions.generate("v", reference.ids(), reference.greedy().size());
    await()
        .until(() -> versions.status("v").orElseThrow().runningStreams() == 1 || stream.isDone());
    versions.unload("v");
    assertThat(stream.get(30, TimeUnit.SECONDS)).isEqualTo(reference.greedy());
    assertThat(engine.nativeBytes()).isEmpty();
    assertThat(versions.all().memoryBytes()).isZero();
  }

  @Test
  void load_tellsModelsVersionsAndMemory() {
    versions.load("full", Stories.F16);
    versions.load("small", Stories.Q4_0);
    PodLoad load =
        pod.client()
            .get()
            .uri(InternalPaths.LOAD)
            .retrieve()
            .bodyToFlux(PodLoad.class)
            .blockFirst();
    assertThat(load.models()).extracting(ServedModel::name).containsExactly("full", "small");
    assertThat(load.versions()).extracting(VersionStatus::state).containsOnly(State.READY);
    assertThat(load.kvBlocksTotal())
        .isEqualTo(load.versions().stream().mapToInt(VersionStatus::kvBlocksTotal).sum());
    assertThat(load.versions()).allMatch(version -> version.memoryBytes() > 0);
    assertThat(versions.all().memoryBytes()).isPositive();
    assertThat(load.versions().getFirst().model().weightsDigest())
        .isNotEqualTo(load.versions().getLast().model().weightsDigest());
  }

  @Test
  void ropeScaling_isTheVersionsOwn() {
    VersionSource source = VersionSource.ofPath(Stories.F16);
    versions.load("plain", Stories.F16);
    versions
        .post(new LoadVersionRequest("long", source, null, "linear:2", null))
        .expectStatus()
        .isAccepted();
    int plain = versions.awaitState("plain", State.READY).model().contextLength();
    int scaled = versions.awaitState("long", State.READY).model().contextLength();
    assertThat(scaled).isEqualTo(2 * plain);
  }

  @Test
  void load_again_joinsAndOthersConflict() {
    versions.load("v", Stories.F16);
    versions
        .post(VersionClient.request("v", VersionSource.ofPath(Stories.F16)))
        .expectStatus()
        .isAccepted();
    assertThat(versions.status("v").orElseThrow().state()).isEqualTo(State.READY);
    ErrorDetail detail =
        refused(VersionClient.request("v", VersionSource.ofPath(Stories.Q4_0)), 409);
    assertThat(detail.code()).isEqualTo(ErrorCode.CONFLICT);
  }

  @Test
  void load_whatIsNotAllowed_namesTheField() {
    assertThat(
            refused(VersionClient.request("v", VersionSource.ofPath("../../pom.xml")), 400).param())
        .isEqualTo("source.path");
    VersionSource url = VersionSource.ofUrl("http://127.0.0.1/x.gguf", "0".repeat(64));
    assertThat(refused(VersionClient.request("v", url), 400).message())
        .contains("sources.folder is not set");
    VersionSource path = VersionSource.ofPath(Stories.F16);
    assertThat(refused(new LoadVersionRequest("v", path, null, "yarn", null), 400).param())
        .isEqualTo("ropeScaling");
    assertThat(versions.all().versions()).isEmpty();
  }

  @Test
  void load_fileThatIsNoModel_failsWithOneSentence() {
    String file = "stories260K-F16.reference.json";
    versions
        .post(VersionClient.request("v", VersionSource.ofPath(file)))
        .expectStatus()
        .isAccepted();
    assertThat(versions.awaitState("v", State.FAILED).problem()).contains("is not a GGUF file");
    versions.delete("v").expectStatus().isNoContent();
  }

  @Test
  void generate_unknownOrUnnamedModel_isNotFoundWithTheServedNames() throws Exception {
    versions.load("one", Stories.F16);
    assertThat(versions.generate(null, new int[] {1}, 1).get(10, TimeUnit.SECONDS)).hasSize(1);
    versions.load("two", Stories.Q4_0);
    for (String model : new String[] {"three", null}) {
      ErrorDetail detail =
          pod.caller()
              .post()
              .uri(InternalPaths.GENERATE)
              .bodyValue(VersionClient.generation(model, new int[] {1}, 1))
              .exchange()
              .expectStatus()
              .isNotFound()
              .expectBody(ErrorDetail.class)
              .returnResult()
              .getResponseBody();
      assertThat(detail.code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
      assertThat(detail.message()).contains("[one, two]");
    }
  }

  @Test
  void metrics_comeAndGoWithTheVersion() {
    versions.load("full", Stories.F16);
    versions.load("small", Stories.Q4_0);
    assertThat(series())
        .contains("vllm:num_requests_running{engine=\"0\",model_name=\"full\"}")
        .contains("vllm:num_requests_running{engine=\"0\",model_name=\"small\"}")
        .contains("sluice_native_memory_bytes{engine=\"0\",model_name=\"small\"}");
    versions.unload("small");
    assertThat(series()).contains("model_name=\"full\"").doesNotContain("model_name=\"small\"");
  }

  @Test
  void endpoints_noSignedContext_refused() {
    pod.stranger().get().uri(InternalPaths.VERSIONS).exchange().expectStatus().isUnauthorized();
    pod.stranger()
        .delete()
        .uri(InternalPaths.VERSION, "v")
        .exchange()
        .expectStatus()
        .isUnauthorized();
    versions.delete("never there").expectStatus().isNoContent();
    pod.caller().get().uri(InternalPaths.VERSION, "v").exchange().expectStatus().isNotFound();
  }

  private static ErrorDetail refused(LoadVersionRequest request, int status) {
    return versions
        .post(request)
        .expectStatus()
        .isEqualTo(status)
        .expectBody(ErrorDetail.class)
        .returnResult()
        .getResponseBody();
  }

  private static String series() {
    return pod.stranger()
        .get()
        .uri("/actuator/prometheus")
        .exchange()
        .expectBody(String.class)
        .returnResult()
        .getResponseBody();
  }
}
