package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contract.VersionSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionFilesTest {
  private static final int BYTES = 300_000;

  @TempDir Path disk;
  private final byte[] content = new byte[BYTES];
  private FileServer server;
  private Path store;
  private VersionFiles files;
  private String sha256;

  @BeforeEach
  void start() throws Exception {
    new Random(11).nextBytes(content);
    sha256 =
        HexFormat.of()
            .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(content));
    server = new FileServer(content);
    store = disk.resolve("store");
    files =
        new VersionFiles(
            new SourceSettings(
                store, null, List.of(server.uri().resolve("/")), server.uri(), List.of()));
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void obtain_url_fetchesOnceUnderANameWithItsChecksum() throws Exception {
    Path file = files.obtain(url(sha256), Progress.NONE);
    assertThat(file)
        .hasFileName("m-" + sha256.substring(0, 16) + ".gguf")
        .hasBinaryContent(content);
    assertThat(files.obtain(url(sha256.toUpperCase(java.util.Locale.ROOT)), Progress.NONE))
        .isEqualTo(file);
    assertThat(server.ranges()).hasSize(1);
    assertThat(names())
        .containsExactlyInAnyOrder(file.getFileName() + "", file.getFileName() + ".lock");
  }

  @Test
  void obtain_wrongChecksum_isOneSentenceAndLeavesNothing() {
    assertThatThrownBy(() -> files.obtain(url("1".repeat(64)), Progress.NONE))
        .isInstanceOf(SourceException.class)
        .hasMessageStartingWith("127.0.0.1: it gave a file with SHA-256 " + sha256)
        .hasMessageEndingWith("is expected.");
    assertThat(names()).allMatch(name -> name.endsWith(".lock"));
  }

  @Test
  void obtain_connectionCut_goesOn() throws Exception {
    server.cutAfter(100_000);
    assertThat(files.obtain(url(sha256), Progress.NONE)).hasBinaryContent(content);
    assertThat(server.ranges()).contains("bytes=100000-", "bytes=200000-");
  }

  @Test
  void obtain_givenUp_keepsThePartForTheNextAttempt() throws Exception {
    assertThatThrownBy(
            () ->
                files.obtain(
                    url(sha256),
                    (done, total) -> {
                      if (done > BYTES / 2) {
                        throw new CancellationException("not wanted");
                      }
                    }))
        .isInstanceOf(CancellationException.class);
    assertThat(names())
        .anyMatch(name -> name.endsWith(".part"))
        .noneMatch(n -> n.endsWith(".gguf"));
    assertThat(files.obtain(url(sha256), Progress.NONE)).hasBinaryContent(content);
    assertThat(server.ranges()).hasSize(2);
    assertThat(server.ranges().getLast()).matches("bytes=(1[5-9]|2[01])\\d{4}-");
  }

  @Test
  void obtain_killedAfterTheLastByte_onlyChecksAndRenames() throws Exception {
    Files.createDirectories(store);
    Files.write(store.resolve("m-" + sha256.substring(0, 16) + ".gguf.part"), content);
    assertThat(files.obtain(url(sha256), Progress.NONE)).hasBinaryContent(content);
  }

  @Test
  void obtain_killedAmid_goesOnWhereItStopped() throws Exception {
    Files.createDirectories(store);
    Path part = store.resolve("m-" + sha256.substring(0, 16) + ".gguf.part");
    Files.write(part, Arrays.copyOf(content, 123_456));
    assertThat(files.obtain(url(sha256), Progress.NONE)).hasBinaryContent(content);
    assertThat(server.ranges()).containsExactly("bytes=123456-");
  }

  @Test
  void obtain_severalAtOnce_fetchOnceAndTellTheWaiting() throws Exception {
    List<CompletableFuture<Path>> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(CompletableFuture.supplyAsync(this::fetched, Thread::startVirtualThread));
    }
    for (CompletableFuture<Path> one : all) {
      assertThat(one.get(20, TimeUnit.SECONDS)).hasBinaryContent(content);
    }
    assertThat(server.ranges()).hasSize(1);
  }

  @Test
  void obtain_hubWithoutChecksum_isThereUnderItsOwnName() throws Exception {
    VersionSource source = VersionSource.ofHub("owner/name", null, "m.gguf", null);
    assertThat(files.obtain(source, Progress.NONE)).hasBinaryContent(content);
  }

  @Test
  void obtain_notFound_isOneSentence() {
    server.answerAlways(404);
    assertThatThrownBy(() -> files.obtain(url(sha256), Progress.NONE))
        .isInstanceOf(SourceException.class)
        .hasMessageStartingWith("127.0.0.1: it answered 404 for http://127.0.0.1:")
        .hasMessageNotContaining("secret");
  }

  @Test
  void obtain_redirectElsewhere_isRefused() {
    server.answerAlways(302);
    server.redirectTo("http://169.254.169.254/latest");
    assertThatThrownBy(() -> files.obtain(url(sha256), Progress.NONE))
        .hasMessage("127.0.0.1: it redirected to 169.254.169.254, which is not allowed.");
  }

  @Test
  void obtain_pathWithAnotherChecksum_isOneSentence() throws Exception {
    Path mine = Files.write(Files.createDirectories(store).resolve("mine.gguf"), new byte[3]);
    VersionSource source = new VersionSource(mine.toString(), null, null, null, null, sha256);
    assertThatThrownBy(() -> files.obtain(source, Progress.NONE))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("where " + sha256 + " is expected");
  }

  private Path fetched() {
    try {
      return files.obtain(url(sha256), Progress.NONE);
    } catch (SourceException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private VersionSource url(String checksum) {
    return VersionSource.ofUrl(server.uri() + "/m.gguf?signature=secret", checksum);
  }

  private List<String> names() {
    try (Stream<Path> all = Files.list(store)) {
      return all.map(path -> path.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
