package dev.sluice.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.store.SourceSettings;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class TokenizerSettingsTest {

  @Test
  void everyDocumentedKey_isBound() {
    TokenizerSettings settings =
        bind(
            Map.of(
                "sluice.tokenizer.models.[SmolLM2-135M.Q4]", "/models/a.gguf",
                "sluice.tokenizer.context-lengths.[SmolLM2-135M.Q4]", "2048",
                "sluice.tokenizer.sources.folder", "/store",
                "sluice.tokenizer.threads", "3",
                "sluice.tokenizer.max-waiting", "10",
                "sluice.tokenizer.max-text-characters", "1000"));
    assertThat(settings)
        .isEqualTo(
            new TokenizerSettings(
                Map.of("SmolLM2-135M.Q4", Path.of("/models/a.gguf")),
                Map.of("SmolLM2-135M.Q4", 2048),
                new SourceSettings(Path.of("/store"), null, null, null, null),
                3,
                10,
                1000));
  }

  @Test
  void unknownKey_fails() {
    assertThatThrownBy(() -> bind(Map.of("sluice.tokenizer.model", "x")))
        .isInstanceOf(BindException.class);
  }

  @Test
  void impossibleValue_isToldWithKeyAndValue() {
    assertThatThrownBy(() -> bind(Map.of("sluice.tokenizer.context-lengths.a", "-1")))
        .rootCause()
        .hasMessage("sluice.tokenizer.context-lengths.a is -1 and must be more than 0 tokens");
  }

  private static TokenizerSettings bind(Map<String, String> keys) {
    return new Binder(new MapConfigurationPropertySource(keys))
        .bind(
            "sluice.tokenizer",
            Bindable.of(TokenizerSettings.class),
            new NoUnboundElementsBindHandler(BindHandler.DEFAULT))
        .get();
  }
}
