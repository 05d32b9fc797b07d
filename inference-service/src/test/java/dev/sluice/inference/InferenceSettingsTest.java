package dev.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contract.LoadVersionRequest;
import dev.sluice.contract.VersionSource;
import dev.sluice.engine.generate.Batching;
import dev.sluice.engine.generate.EngineSettings;
import dev.sluice.store.SourceSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class InferenceSettingsTest {
  private static final Map<String, String> DOCUMENTED =
      Map.ofEntries(
          Map.entry("model", "/models/some.gguf"),
          Map.entry("name", "some"),
          Map.entry("backend", "scalar"),
          Map.entry("threads", "3"),
          Map.entry("context", "1024"),
          Map.entry("rope-scaling", "yarn:4:orig=2048"),
          Map.entry("kv-cache-bytes", "64MB"),
          Map.entry("memory", "2GB"),
          Map.entry("evict-idle-after", "10m"),
          Map.entry("sources.folder", "/store"),
          Map.entry("sources.roots[0]", "/more"),
          Map.entry("sources.urls[0]", "https://files.example/llm/"),
          Map.entry("sources.hub", "https://hub.example"),
          Map.entry("sources.hub-storage[0]", "cdn.example"),
          Map.entry("max-batch-tokens", "128"),
          Map.entry("prefill-chunk-tokens", "48"),
          Map.entry("speculative-tokens", "5"),
          Map.entry("max-running-streams", "100"),
          Map.entry("max-queued-tokens", "4096"),
          Map.entry("pod-id", "pod-7"),
          Map.entry("heartbeat", "2s"),
          Map.entry("stream-buffer-events", "32"),
          Map.entry("drain-timeout", "30s"));

  @Test
  void everyDocumentedKey_isBoundAndReachesTheEngine() {
    InferenceSettings settings = bind(DOCUMENTED);
    assertThat(settings.startModel())
        .contains(
            new LoadVersionRequest(
                "some",
                VersionSource.ofPath("/models/some.gguf"),
                1024,
                "yarn:4:orig=2048",
                64L << 20));
    assertThat(settings.memory().toGigabytes()).isEqualTo(2);
    assertThat(settings.evictIdleAfter()).isEqualTo(Duration.ofMinutes(10));
    assertThat(settings.allowedSources())
        .isEqualTo(
            new SourceSettings(
                Path.of("/store"),
                List.of(Path.of("/more"), Path.of("/models")),
                List.of(URI.create("https://files.example/llm/")),
                URI.create("https://hub.example"),
                List.of("cdn.example")));
    EngineSettings engine = settings.forEngines();
    assertThat(engine.podId()).isEqualTo("pod-7");
    assertThat(engine.batching()).isEqualTo(new Batching(100, 4096, 48, 5));
    assertThat(engine.decoder().backend()).isEqualTo("scalar");
    assertThat(engine.decoder().threads()).isEqualTo(3);
    assertThat(engine.decoder().maxBatchTokens()).isEqualTo(128);
    assertThat(engine.decoder().maxLogitRows()).isEqualTo(100);
    int keys =
        InferenceSettings.class.getRecordComponents().length
            + SourceSettings.class.getRecordComponents().length
            - 1;
    assertThat(DOCUMENTED).hasSize(keys);
  }

  @Test
  void unknownKey_fails() {
    assertThatThrownBy(() -> bind(Map.of("treads", "3"))).isInstanceOf(BindException.class);
  }

  @Test
  void impossibleValue_isToldWithKeyAndValue() {
    assertThatThrownBy(() -> bind(Map.of("threads", "5000")))
        .rootCause()
        .hasMessageMatching(
            "sluice.inference.threads is 5000 and must be \\d+ or less on this machine");
    assertThatThrownBy(() -> bind(Map.of("threads", "-2")))
        .rootCause()
        .hasMessage("sluice.inference.threads is -2 and must be 0 (one per core) or more");
    assertThatThrownBy(() -> bind(Map.of("max-batch-tokens", "0")))
        .rootCause()
        .hasMessageContaining("max-batch-tokens is 0");
    assertThatThrownBy(() -> bind(Map.of("rope-scaling", "yarn")))
        .hasStackTraceContaining("sluice.inference.rope-scaling: rope scaling 'yarn' has not");
  }

  @Test
  void noModel_isAnEmptyStartWithNoSourceAtAll() {
    InferenceSettings settings = bind(Map.of("pod-id", "x"));
    assertThat(settings.startModel()).isEmpty();
    assertThat(settings.allowedSources()).isEqualTo(SourceSettings.ofRoots());
  }

  @Test
  void noName_takesTheFilesWithoutItsExtension() {
    assertThat(bind(Map.of("model", "/models/Some.gguf")).startModel().orElseThrow().name())
        .isEqualTo("Some");
  }

  @Test
  void environmentVariables_reachTheirKeys() {
    MutablePropertySources sources = new MutablePropertySources();
    sources.addFirst(
        new SystemEnvironmentPropertySource(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
            Map.of(
                "SLUICE_INFERENCE_MODEL", "/models/Some.gguf",
                "SLUICE_INFERENCE_POD_ID", "pod-7",
                "SLUICE_INFERENCE_KV_CACHE_BYTES", "64MB",
                "SLUICE_INFERENCE_DRAIN_TIMEOUT", "30s")));
    InferenceSettings settings =
        new Binder(ConfigurationPropertySources.from(sources))
            .bind("sluice.inference", InferenceSettings.class)
            .get();
    assertThat(settings.model()).isEqualTo(Path.of("/models/Some.gguf"));
    assertThat(settings.podId()).isEqualTo("pod-7");
    assertThat(settings.kvCacheBytes().toMegabytes()).isEqualTo(64);
    assertThat(settings.drainTimeout().toSeconds()).isEqualTo(30);
  }

  private static InferenceSettings bind(Map<String, String> keys) {
    Map<String, String> prefixed = new LinkedHashMap<>();
    keys.forEach((key, value) -> prefixed.put("sluice.inference." + key, value));
    return new Binder(new MapConfigurationPropertySource(prefixed))
        .bind(
            "sluice.inference",
            Bindable.of(InferenceSettings.class),
            new NoUnboundElementsBindHandler(BindHandler.DEFAULT))
        .get();
  }
}
