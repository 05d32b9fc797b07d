package dev.sluice.standalone.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.standalone.terminal.Console;
import dev.sluice.store.FileServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFetcherTest {
  @TempDir Path data;
  private final byte[] content = "the weights".repeat(1000).getBytes(StandardCharsets.UTF_8);
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
  private FileServer hub;

  @BeforeEach
  void start() throws IOException {
    hub = new FileServer(content);
  }

  @AfterEach
  void stop() throws IOException {
    hub.close();
  }

  @Test
  void fetch_fromHub_storesCheckedFileAndAsksNoMore() throws Exception {
    CatalogueModel model = model(sha256(content), null);
    Path file = fetcher(hubSource()).fetch(model, false);
    assertThat(Files.readAllBytes(file)).isEqualTo(content);
    assertThat(fetcher(hubSource()).fetch(model, false)).isEqualTo(file);
    assertThat(hub.ranges()).hasSize(1);
    assertThat(data.resolve("models/model.gguf.part")).doesNotExist();
    assertThat(stderr.toString(StandardCharsets.UTF_8)).contains("100 %");
  }

  @Test
  void fetch_wrongHash_deletesItAndNamesBothSums() {
    CatalogueModel model = model("0".repeat(64), null);
    assertThatThrownBy(() -> fetcher(hubSource()).fetch(model, false))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining("0".repeat(64))
        .hasMessageContaining(sha256(content));
    assertThat(data.resolve("models/model.gguf")).doesNotExist();
    assertThat(data.resolve("models/model.gguf.part")).doesNotExist();
  }

  @Test
  void fetch_hubFails_takesTheWheel() throws Exception {
    hub.answerAlways(503);
    WheelSource pip = new WheelSource(List.of(List.of(fakePip("lib/model.gguf").toString())));
    Path file = fetcher(hubSource(), pip).fetch(model(sha256(content), "lib/model.gguf"), false);
    assertThat(Files.readAllBytes(file)).isEqualTo(content);
    assertThat(stderr.toString(StandardCharsets.UTF_8)).contains("503");
    try (var left = Files.list(data.resolve("models"))) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("model.gguf", "model.gguf.lock");
    }
  }

  @Test
  void fetch_noSourceHasIt_saysWhatEachAnswered() throws Exception {
    hub.answerAlways(404);
    WheelSource noPip = new WheelSource(List.of(List.of("no-such-pip-anywhere")));
    WheelSource empty = new WheelSource(List.of(List.of(fakePip("other.gguf").toString())));
    assertThatThrownBy(
            () ->
                fetcher(hubSource(), noPip, empty)
                    .fetch(model(sha256(content), "lib/model.gguf"), false))
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining("404")
        .hasMessageContaining("there is no pip on the PATH")
        .hasMessageContaining("the wheel holds no lib/model.gguf");
  }

  @Test
  void fetch_pipFails_repeatsItsLastLine() throws Exception {
    Path pip = script("echo working\necho 'ERROR: no matching distribution'\nexit 1\n");
    WheelSource source = new WheelSource(List.of(List.of(pip.toString())));
    assertThatThrownBy(() -> fetcher(source).fetch(model(sha256(content), "lib/model.gguf"), false))
        .hasMessageContaining("no matching distribution");
  }

  @Test
  void fetch_offline_asksOnlyLocalSources() {
    CatalogueModel model = model(sha256(content), null);
    assertThatThrownBy(() -> fetcher(hubSource()).fetch(model, true))
        .hasMessageContaining("--offline");
    assertThat(hub.ranges()).isEmpty();
  }

  @Test
  void fetch_bundledModel_needsNoNetwork() throws Exception {
    CatalogueModel stories = Catalogue.bundled().get(Catalogue.BUNDLED_MODEL);
    ModelFetcher fetcher = ModelFetcher.of(ModelStore.of(data, Map.of()), Map.of(), console());
    assertThat(fetcher.fetch(stories, true)).hasSize(stories.bytes());
  }

  @Test
  void fetch_fileInReadOnlyFolder_usesItThere() throws Exception {
    Path mine = Files.createDirectory(data.resolve("mine"));
    Files.write(mine.resolve("model.gguf"), content);
    ModelStore store = ModelStore.of(data, Map.of("SLUICE_MODELS", mine.toString()));
    ModelFetcher fetcher = new ModelFetcher(store, List.of(), console());
    assertThat(fetcher.fetch(model(sha256(content), null), false))
        .isEqualTo(mine.resolve("model.gguf"));
  }

  @Test
  void fetch_otherFileOfThatNameInReadOnlyFolder_isNotUsed() throws Exception {
    Path mine = Files.createDirectory(data.resolve("mine"));
    Files.write(mine.resolve("model.gguf"), new byte[content.length]);
    ModelStore store = ModelStore.of(data, Map.of("SLUICE_MODELS", mine.toString()));
    Path file =
        new ModelFetcher(store, List.of(hubSource()), console())
            .fetch(model(sha256(content), null), false);
    assertThat(file).isEqualTo(data.resolve("models/model.gguf"));
  }

  private CatalogueModel model(String sha256, String wheelEntry) {
    return new CatalogueModel(
        "model",
        "A model",
        "MIT",
        "model.gguf",
        content.length,
        sha256,
        new CatalogueModel.HubFile("owner/name", "main", "model.gguf"),
        wheelEntry == null ? null : new CatalogueModel.WheelFile("a-model==1", wheelEntry),
        null);
  }

  private HubSource hubSource() {
    return new HubSource(hub.uri());
  }

  private ModelFetcher fetcher(ModelSource... sources) {
    return new ModelFetcher(ModelStore.of(data, Map.of()), List.of(sources), console());
  }

  private Console console() {
    return new Console(
        InputStream.nullInputStream(),
        new PrintStream(OutputStream.nullOutputStream()),
        new PrintStream(stderr, true, StandardCharsets.UTF_8),
        false);
  }

  /** A pip that "downloads" a wheel with the content under the given entry. */
  private Path fakePip(String entry) throws IOException {
    Path wheel = data.resolve("prepared-" + entry.hashCode() + ".zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(wheel))) {
      zip.putNextEntry(new ZipEntry(entry));
      zip.write(content);
    }
    return script(
        "for last; do :; done\ncp '" + wheel + "' \"$last/a_model-1-py3-none-any.whl\"\n");
  }

  private Path script(String body) throws IOException {
    Path script = Files.createTempFile(data, "pip", ".sh");
    Files.writeString(script, "#!/bin/sh\n" + body);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
