package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contract.VersionSource;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedSourcesTest {
  private static final String SHA = "0".repeat(64);

  @TempDir Path disk;
  private Path root;
  private AllowedSources sources;

  @BeforeEach
  void setUp() throws IOException {
    root = Files.createDirectory(disk.resolve("models"));
    Files.writeString(root.resolve("a.gguf"), "a");
    Files.writeString(disk.resolve("secret.gguf"), "s");
    sources =
        new AllowedSources(
            new SourceSettings(
                disk.resolve("store"),
                List.of(root),
                List.of(URI.create("https://files.example/llm/")),
                URI.create("https://hub.example"),
                List.of("cdn.example")));
  }

  @Test
  void path_insideARoot_relativeOrAbsolute_isAllowed() throws IOException {
    Path real = root.resolve("a.gguf").toRealPath();
    for (String path : List.of("a.gguf", root.resolve("a.gguf").toString(), "x/../a.gguf")) {
      assertThat(sources.place(VersionSource.ofPath(path)))
          .isEqualTo(new AllowedSources.Place.Local(real));
    }
  }

  @Test
  void path_outsideTheRoots_isRefused() throws IOException {
    Files.createSymbolicLink(root.resolve("link.gguf"), disk.resolve("secret.gguf"));
    Files.createDirectory(disk.resolve("models-other"));
    Files.writeString(disk.resolve("models-other/b.gguf"), "b");
    for (String path :
        List.of(
            "../secret.gguf",
            disk.resolve("secret.gguf").toString(),
            root.resolve("../secret.gguf").toString(),
            disk.resolve("models-other/b.gguf").toString(),
            "link.gguf",
            "/etc/hostname",
            "no\0path")) {
      refused(VersionSource.ofPath(path), "path");
    }
  }

  @Test
  void url_underAPrefix_isAllowedAndKeepsItsName() {
    AllowedSources.Place.Remote place = remote("https://files.example/llm/x/m.gguf?sig=1");
    assertThat(place.fileName()).isEqualTo("m.gguf");
    assertThat(place.redirects().test(URI.create("https://files.example/llm/other"))).isTrue();
    assertThat(place.redirects().test(URI.create("http://127.0.0.1/llm/m.gguf"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://files.example/llm/m.gguf",
        "https://files.example/llmx/m.gguf",
        "https://files.example:8443/llm/m.gguf",
        "https://files.example@evil.example/llm/m.gguf",
        "https://user@files.example/llm/m.gguf",
        "https://files.example/llm/../m.gguf",
        "https://files.example/llm/%2e%2e/m.gguf",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "jar:file:/a.jar!/b",
        "not an address"
      })
  void url_anythingElse_isRefused(String url) {
    refused(VersionSource.ofUrl(url, SHA), "url");
  }

  @Test
  void url_withoutChecksum_isRefused() {
    refused(VersionSource.ofUrl("https://files.example/llm/m.gguf", null), "sha256");
    refused(VersionSource.ofUrl("https://files.example/llm/m.gguf", "abc"), "sha256");
  }

  @Test
  void hub_file_isAtItsRevision() {
    AllowedSources.Place.Remote place =
        (AllowedSources.Place.Remote)
            sources.place(VersionSource.ofHub("owner/name", "v1", "sub dir/m.gguf", null));
    assertThat(place.address())
        .isEqualTo(URI.create("https://hub.example/owner/name/resolve/v1/sub%20dir/m.gguf"));
    assertThat(place.redirects().test(URI.create("https://eu.cdn.example/x?sig"))).isTrue();
    assertThat(place.redirects().test(URI.create("https://evilcdn.example/x"))).isFalse();
    assertThat(place.redirects().test(URI.create("http://cdn.example/x"))).isFalse();
  }

  @Test
  void hub_namesThatClimb_areRefused() {
    refused(VersionSource.ofHub("../..", null, "m.gguf", null), "repository");
    refused(VersionSource.ofHub("owner/name", "../x", "m.gguf", null), "revision");
    refused(VersionSource.ofHub("owner/name", null, "../m.gguf", null), "file");
    refused(VersionSource.ofHub("owner/name", null, null, null), "file");
  }

  @Test
  void source_noneOrSeveral_isRefused() {
    refused(null, "source");
    refused(new VersionSource(null, null, null, null, null, SHA), "source");
    refused(
        new VersionSource("a.gguf", "https://files.example/llm/a", null, null, null, SHA),
        "source");
  }

  @Test
  void defaults_fetchNothing() {
    AllowedSources closed = new AllowedSources(SourceSettings.ofRoots(root));
    assertThat(closed.place(VersionSource.ofPath("a.gguf"))).isNotNull();
    for (VersionSource source :
        List.of(
            VersionSource.ofUrl("https://files.example/llm/m.gguf", SHA),
            VersionSource.ofHub("o/n", null, "m.gguf", null))) {
      assertThatThrownBy(() -> closed.place(source))
          .isInstanceOf(SourceRefusedException.class)
          .hasMessageContaining("sources.folder is not set");
    }
  }

  @Test
  void prefix_withoutSlash_isToldAtTheStart() {
    List<URI> prefix = List.of(URI.create("https://files.example/llm"));
    assertThatThrownBy(() -> new SourceSettings(root, null, prefix, null, null))
        .hasMessageContaining("does not end in a slash");
  }

  private AllowedSources.Place.Remote remote(String url) {
    return (AllowedSources.Place.Remote) sources.place(VersionSource.ofUrl(url, SHA));
  }

  private void refused(VersionSource source, String field) {
    assertThatThrownBy(() -> sources.place(source))
        .as("%s", source)
        .isInstanceOfSatisfying(
            SourceRefusedException.class, e -> assertThat(e.field()).isEqualTo(field));
  }
}
