package dev.sluice.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.contract.InternalPaths;
import dev.sluice.contract.LoadVersionRequest;
import dev.sluice.contract.LoadedVersions;
import dev.sluice.contract.TokenizeRequest;
import dev.sluice.contract.VersionSource;
import dev.sluice.contract.VersionStatus;
import dev.sluice.contract.VersionStatus.State;
import dev.sluice.store.FileServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.test.web.reactive.server.WebTestClient;

/** The service loads and unloads tokenizers when told. */
class VersionsTest {
  private static final Path MODELS =
      Path.of("../inference-engine/src/test/resources/models").toAbsolutePath().normalize();
  private static final Path GGUF = MODELS.resolve("stories260K-Q4_0.gguf");

  /** From the model's reference beside it. */
  private static final String SHA256 =
      "3748d32bfb34cc589ac17b299aa9c021c6360c8b9426c74535c245e9d431ecc2";

  @TempDir static Path store;
  private static FileServer server;
  private static RunningTokenizer service;

  @BeforeAll
  static void start() throws IOException {
    server = new FileServer(Files.readAllBytes(GGUF));
    service =
        RunningTokenizer.empty(
            "sluice.tokenizer.sources.roots=" + MODELS,
            "sluice.tokenizer.sources.folder=" + store,
            "sluice.tokenizer.sources.urls=" + server.uri() + "/");
  }

  @AfterAll
  static void stop() throws IOException {
    service.close();
    server.close();
  }

  @Test
  void empty_isReadyAndRefusesModels() {
    service.stranger().get().uri("/actuator/health/readiness").exchange().expectStatus().isOk();
    service.refused(InternalPaths.ENCODE, TokenizeRequest.encode("nobody", "x", true), 404);
  }

  @Test
  void load_fromPathAndUrl_giveTheSameIds() {
    load("folder", VersionSource.ofPath("stories260K"));
    load("fetched", VersionSource.ofUrl(server.uri() + "/stories.gguf", SHA256));
    TokenizeRequest folder = TokenizeRequest.encode("folder", "Once upon a time", false);
    TokenizeRequest fetched = TokenizeRequest.encode("fetched", "Once upon a time", false);
    assertThat(service.post(InternalPaths.ENCODE, folder).ids())
        .isNotEmpty()
        .isEqualTo(service.post(InternalPaths.ENCODE, fetched).ids());
    unload("folder");
    unload("fetched");
    service.refused(InternalPaths.ENCODE, fetched, 404);
  }

  @Test
  void unload_whileInUse_letsEveryRequestEndOrBeRefused() throws Exception {
    TokenizeRequest request = TokenizeRequest.encode("busy", "a little story ".repeat(500), true);
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 5; round++) {
        load("busy", VersionSource.ofPath(GGUF.toString()));
        Callable<Integer> call = () -> status(request);
        List<Future<Integer>> answers =
            List.of(callers.submit(call), callers.submit(call), callers.submit(call));
        unload("busy");
        for (Future<Integer> answer : answers) {
          assertThat(answer.get()).isIn(200, 404);
        }
      }
    }
  }

  @Test
  void load_wrongChecksumOrPath_isToldInOneSentence() {
    LoadVersionRequest bad =
        request("bad", VersionSource.ofUrl(server.uri() + "/x.gguf", "2".repeat(64)));
    post(bad).expectStatus().isAccepted();
    await().until(() -> state("bad").equals(Optional.of(State.FAILED)));
    assertThat(find("bad").orElseThrow().problem()).contains(SHA256).endsWith("is expected.");
    service
        .caller()
        .delete()
        .uri(InternalPaths.VERSION, "bad")
        .exchange()
        .expectStatus()
        .isNoContent();
    assertThat(
            service
                .refused(
                    InternalPaths.VERSIONS,
                    request("p", VersionSource.ofPath("/etc/hostname")),
                    400)
                .param())
        .isEqualTo("source.path");
  }

  @Test
  void endpoints_noSignedContext_refused() {
    service.stranger().get().uri(InternalPaths.VERSIONS).exchange().expectStatus().isUnauthorized();
  }

  private static int status(TokenizeRequest request) {
    return service
        .caller()
        .post()
        .uri(InternalPaths.ENCODE)
        .bodyValue(request)
        .exchange()
        .returnResult(String.class)
        .getStatus()
        .value();
  }

  private static void load(String name, VersionSource source) {
    post(request(name, source)).expectStatus().isAccepted();
    await().until(() -> state(name).equals(Optional.of(State.READY)));
  }

  private static void unload(String name) {
    service
        .caller()
        .delete()
        .uri(InternalPaths.VERSION, name)
        .exchange()
        .expectStatus()
        .is2xxSuccessful();
    await().until(() -> state(name).isEmpty());
  }

  private static Optional<State> state(String name) {
    return find(name).map(VersionStatus::state);
  }

  private static Optional<VersionStatus> find(String name) {
    LoadedVersions all =
        service
            .caller()
            .get()
            .uri(InternalPaths.VERSIONS)
            .exchange()
            .expectBody(LoadedVersions.class)
            .returnResult()
            .getResponseBody();
    return all.versions().stream().filter(version -> version.name().equals(name)).findFirst();
  }

  private static WebTestClient.ResponseSpec post(LoadVersionRequest request) {
    return service.caller().post().uri(InternalPaths.VERSIONS).bodyValue(request).exchange();
  }

  private static LoadVersionRequest request(String name, VersionSource source) {
    return new LoadVersionRequest(name, source, null, null, null);
  }
}
