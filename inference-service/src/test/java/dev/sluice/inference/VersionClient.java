package dev.sluice.inference;

import static org.awaitility.Awaitility.await;

import dev.sluice.contract.GenerateEvent;
import dev.sluice.contract.GenerateRequest;
import dev.sluice.contract.InternalPaths;
import dev.sluice.contract.LoadVersionRequest;
import dev.sluice.contract.LoadedVersions;
import dev.sluice.contract.VersionSource;
import dev.sluice.contract.VersionStatus;
import dev.sluice.contract.VersionStatus.State;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.springframework.test.web.reactive.server.WebTestClient;

/** What the control plane and the gateway do with a pod. */
final class VersionClient {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private final RunningPod pod;

  VersionClient(RunningPod pod) {
    this.pod = pod;
  }

  static LoadVersionRequest request(String name, VersionSource source) {
    return new LoadVersionRequest(name, source, null, null, null);
  }

  WebTestClient.ResponseSpec post(LoadVersionRequest request) {
    return pod.caller().post().uri(InternalPaths.VERSIONS).bodyValue(request).exchange();
  }

  void load(String name, String file) {
    post(request(name, VersionSource.ofPath(file))).expectStatus().isAccepted();
    awaitState(name, State.READY);
  }

  VersionStatus awaitState(String name, State state) {
    await()
        .atMost(PATIENCE)
        .until(() -> status(name).map(VersionStatus::state).equals(Optional.of(state)));
    return status(name).orElseThrow();
  }

  Optional<VersionStatus> status(String name) {
    return all().versions().stream().filter(version -> version.name().equals(name)).findFirst();
  }

  LoadedVersions all() {
    return pod.caller()
        .get()
        .uri(InternalPaths.VERSIONS)
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody(LoadedVersions.class)
        .returnResult()
        .getResponseBody();
  }

  WebTestClient.ResponseSpec delete(String name) {
    return pod.caller().delete().uri(InternalPaths.VERSION, name).exchange();
  }

  void unload(String name) {
    delete(name).expectStatus().isAccepted();
    await().atMost(PATIENCE).until(() -> status(name).isEmpty());
  }

  static GenerateRequest generation(String model, int[] prompt, int tokens) {
    return new GenerateRequest(
        "r-" + model, model, prompt, 0, tokens, null, null, null, true, null, null, null, 0, null);
  }

  /** The ids that a model goes on with. */
  CompletableFuture<List<Integer>> generate(String model, int[] prompt, int tokens) {
    return pod.client()
        .post()
        .uri(InternalPaths.GENERATE)
        .bodyValue(generation(model, prompt, tokens))
        .retrieve()
        .bodyToFlux(GenerateEvent.class)
        .filter(event -> event.kind() == GenerateEvent.Kind.DELTA)
        .flatMapIterable(event -> Arrays.stream(event.ids()).boxed().toList())
        .collectList()
        .toFuture();
  }
}
