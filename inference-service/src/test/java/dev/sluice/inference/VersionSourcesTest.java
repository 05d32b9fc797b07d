package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.contract.VersionSource;
import dev.sluice.contract.VersionStatus;
import dev.sluice.contract.VersionStatus.State;
import dev.sluice.store.FileServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions that have to be fetched, and memory that has to suffice. */
class VersionSourcesTest {
  private static final byte[] FILE = Stories.bytes(Stories.Q4_0);
  private static final String SHA256 = Stories.sha256(Stories.Q4_0);

  @TempDir Path store;
  private FileServer server;

  @BeforeEach
  void start() throws IOException {
    server = new FileServer(FILE);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void url_progressIsVisibleAndTheModelServes() throws Exception {
    server.holdHalfWay();
    try (RunningPod pod = pod()) {
      VersionClient versions = new VersionClient(pod);
      versions.post(fetched("v", SHA256)).expectStatus().isAccepted();
      await().until(() -> versions.status("v").orElseThrow().fetchedBytes() > 0);
      VersionStatus half = versions.status("v").orElseThrow();
      assertThat(half.state()).isEqualTo(State.FETCHING);
      assertThat(half.totalBytes()).isEqualTo(FILE.length);
      server.letGo();
      assertThat(versions.awaitState("v", State.READY).model().elementType()).isEqualTo("Q4_0");
      Stories.Reference reference = Stories.references(Stories.Q4_0).getFirst();
      assertThat(versions.generate("v", reference.ids(), 20).get(20, TimeUnit.SECONDS))
          .isEqualTo(reference.greedy().subList(0, 20));
    }
  }

  @Test
  void url_wrongChecksum_failsWithOneSentenceAndLeavesNoFile() {
    try (RunningPod pod = pod()) {
      VersionClient versions = new VersionClient(pod);
      versions.post(fetched("v", "1".repeat(64))).expectStatus().isAccepted();
      assertThat(versions.awaitState("v", State.FAILED).problem())
          .contains(SHA256)
          .endsWith("is expected.");
      assertThat(names()).allMatch(name -> name.endsWith(".lock"));
    }
  }

  @Test
  void url_cutDownloads_goOnAndSucceed() {
    server.cutAfter(100_000);
    try (RunningPod pod = pod()) {
      VersionClient versions = new VersionClient(pod);
      versions.post(fetched("v", SHA256)).expectStatus().isAccepted();
      versions.awaitState("v", State.READY);
      assertThat(server.ranges()).hasSizeGreaterThan(2);
    }
  }

  @Test
  void url_deletedAmid_isGoneAndResumesWhenAskedAgain() {
    server.holdHalfWay();
    try (RunningPod pod = pod()) {
      VersionClient versions = new VersionClient(pod);
      versions.post(fetched("v", SHA256)).expectStatus().isAccepted();
      await().until(() -> versions.status("v").orElseThrow().fetchedBytes() > 0);
      versions.delete("v").expectStatus().isAccepted();
      server.letGo();
      await().until(() -> versions.status("v").isEmpty());
      versions.post(fetched("v", SHA256)).expectStatus().isAccepted();
      versions.awaitState("v", State.READY);
      assertThat(server.ranges().getLast()).startsWith("bytes=");
    }
  }

  @Test
  void url_podStopsAmid_theNextPodGoesOnWhereItStopped() {
    server.holdHalfWay();
    try (RunningPod first = pod()) {
      VersionClient versions = new VersionClient(first);
      versions.post(fetched("v", SHA256)).expectStatus().isAccepted();
      await().until(() -> versions.status("v").orElseThrow().fetchedBytes() > 0);
    }
    server.letGo();
    try (RunningPod second = pod()) {
      VersionClient versions = new VersionClient(second);
      versions.post(fetched("v", SHA256)).expectStatus().isAccepted();
      versions.awaitState("v", State.READY);
      assertThat(server.ranges()).hasSize(2);
      assertThat(server.ranges().getLast()).matches("bytes=[1-9]\\d+-");
    }
  }

  @Test
  void memory_beyondTheBudget_isRefusedWithTheFiguresUntilOneGoes() {
    try (RunningPod pod = pod("sluice.inference.memory=24MB")) {
      VersionClient versions = new VersionClient(pod);
      versions.load("one", Stories.F16);
      long taken = versions.all().memoryBytes();
      assertThat(taken).isBetween(1L, 24L << 20);
      assertThat(versions.all().memoryBudgetBytes()).isEqualTo(24L << 20);
      int loaded = fill(versions);
      String last = "more-" + loaded;
      assertThat(versions.status(last).orElseThrow().problem())
          .startsWith(last + " needs ")
          .contains("of the budget of 26 MB are left beside");
      versions.unload("one");
      versions.load(last, Stories.F16);
    }
  }

  @Test
  void memory_idleVersionGoesWhenSet() {
    try (RunningPod pod =
        pod("sluice.inference.memory=24MB", "sluice.inference.evict-idle-after=0s")) {
      VersionClient versions = new VersionClient(pod);
      versions.load("one", Stories.F16);
      for (int i = 0; i < 8; i++) {
        versions.load("more-" + i, Stories.F16);
      }
      assertThat(versions.status("one")).isEmpty();
      assertThat(versions.all().memoryBytes()).isLessThanOrEqualTo(24L << 20);
    }
  }

  /** Loads until one does not fit; returns its number. */
  private static int fill(VersionClient versions) {
    for (int i = 0; i < 50; i++) {
      String name = "more-" + i;
      versions
          .post(VersionClient.request(name, VersionSource.ofPath(Stories.F16)))
          .expectStatus()
          .isAccepted();
      await()
          .until(
              () -> {
                State state = versions.status(name).orElseThrow().state();
                return state == State.READY || state == State.FAILED;
              });
      if (versions.status(name).orElseThrow().state() == State.FAILED) {
        return i;
      }
    }
    throw new AssertionError("50 versions fit");
  }

  private RunningPod pod(String... properties) {
    String[] all = java.util.Arrays.copyOf(properties, properties.length + 4);
    all[properties.length] = "sluice.inference.sources.roots=" + Stories.FOLDER;
    all[properties.length + 1] = "sluice.inference.sources.folder=" + store;
    all[properties.length + 2] = "sluice.inference.sources.urls=" + server.uri() + "/";
    all[properties.length + 3] = "sluice.inference.max-batch-tokens=64";
    return RunningPod.real(all);
  }

  private dev.sluice.contract.LoadVersionRequest fetched(String name, String sha256) {
    return VersionClient.request(name, VersionSource.ofUrl(server.uri() + "/stories.gguf", sha256));
  }

  private List<String> names() {
    try (Stream<Path> all = Files.list(store)) {
      return all.map(path -> path.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
