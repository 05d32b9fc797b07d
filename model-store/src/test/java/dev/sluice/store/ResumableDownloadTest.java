package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ResumableDownloadTest {
  private static final int BYTES = 300_000;

  @TempDir Path folder;
  private final byte[] content = new byte[BYTES];
  private FileServer server;
  private Path part;

  @BeforeEach
  void start() throws IOException {
    new Random(7).nextBytes(content);
    server = new FileServer(content);
    part = folder.resolve("model.part");
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void fetch_emptyFolder_getsWholeFileAndReportsProgress() throws Exception {
    AtomicLong last = new AtomicLong();
    fetch((done, total) -> last.set(done));
    assertThat(Files.readAllBytes(part)).isEqualTo(content);
    assertThat(last).hasValue(BYTES);
    assertThat(server.ranges()).containsExactly("");
  }

  @Test
  void fetch_partFromEarlierAttempt_asksOnlyForTheRest() throws Exception {
    Files.write(part, Arrays.copyOf(content, 123_456));
    fetch(Progress.NONE);
    assertThat(Files.readAllBytes(part)).isEqualTo(content);
    assertThat(server.ranges()).containsExactly("bytes=123456-");
  }

  @Test
  void fetch_connectionCutAgainAndAgain_goesOnWhereItStopped() throws Exception {
    server.cutAfter(100_000);
    fetch(Progress.NONE);
    assertThat(Files.readAllBytes(part)).isEqualTo(content);
    assertThat(server.ranges()).hasSizeGreaterThanOrEqualTo(3);
    assertThat(server.ranges().getLast()).startsWith("bytes=");
  }

  @Test
  void fetch_serverIgnoresRange_startsOver() throws Exception {
    Files.write(part, new byte[1000]);
    server.ignoreRanges();
    fetch(Progress.NONE);
    assertThat(Files.readAllBytes(part)).isEqualTo(content);
  }

  @Test
  void fetch_partLongerThanFile_startsOver() throws Exception {
    Files.write(part, new byte[BYTES + 1]);
    fetch(Progress.NONE);
    assertThat(Files.readAllBytes(part)).isEqualTo(content);
  }

  @Test
  void fetch_serverGivesNothingAtAll_endsAfterThreeAttempts() {
    server.cutAfter(0);
    assertThatThrownBy(() -> fetch(Progress.NONE)).isInstanceOf(SourceException.class);
    assertThat(server.ranges()).hasSize(3);
  }

  @Test
  void fetch_notFound_namesStatusAndDoesNotTryAgain() {
    server.answerAlways(404);
    assertThatThrownBy(() -> fetch(Progress.NONE)).hasMessageContaining("404");
    assertThat(server.ranges()).hasSize(1);
  }

  @Test
  void fetch_fileLongerThanExpected_refusesIt() {
    assertThatThrownBy(() -> download().fetch(server.uri(), part, BYTES - 1, Progress.NONE))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("more than the " + (BYTES - 1));
  }

  @Test
  void fetch_nobodyListens_failsAtOnce() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    URI nobody = URI.create("http://127.0.0.1:" + port);
    assertThatThrownBy(() -> download().fetch(nobody, part, BYTES, Progress.NONE))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("cannot be reached");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void fetch_diskFull_isAnIoErrorAndNotTheSourcesFault() throws Exception {
    Files.createSymbolicLink(part, Path.of("/dev/full"));
    assertThatThrownBy(() -> fetch(Progress.NONE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("space");
  }

  private void fetch(Progress progress) throws Exception {
    download().fetch(server.uri(), part, BYTES, progress);
  }

  private static ResumableDownload download() {
    return new ResumableDownload(Duration.ofSeconds(2), Duration.ofSeconds(5), target -> false);
  }
}
