package dev.sluice.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contract.InternalPaths;
import dev.sluice.contract.TokenizeRequest;
import dev.sluice.contract.TokenizeResult;
import dev.sluice.contract.TokenizerModel;
import dev.sluice.tokenizer.catalog.TokenizerCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The service over the tokenizer of stories260K, with and without a chat template beside it. */
class RealTokenizerTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2024-07-26T10:30:00Z"), ZoneOffset.UTC);
  private static final String TEMPLATE =
      "{{ bos_token }}{{ strftime_now('%d %b %Y') }}|{% for m in messages %}{{ m.role }}: {{ m.content }}|{% endfor %}"
          + "{% if messages[0].role == 'system' %}{{ raise_exception('no system role') }}{% endif %}";

  @TempDir Path folder;

  @Test
  void encode_golden_idsAndBack() throws IOException {
    try (RunningTokenizer service = serving(null)) {
      TokenizeResult encoded =
          service.post(
              InternalPaths.ENCODE, TokenizeRequest.encode(null, "Once upon a time", true));
      assertThat(encoded.ids()).containsExactly(1, 403, 407, 261, 378);
      assertThat(encoded.contextLength()).isEqualTo(512);
      TokenizeResult decoded =
          service.post(InternalPaths.DECODE, TokenizeRequest.decode(null, encoded.ids(), true));
      assertThat(decoded.text()).isEqualTo("Once upon a time");
    }
  }

  @Test
  void render_dateFromTheClock_bosOnce() throws IOException {
    try (RunningTokenizer service = serving(TEMPLATE)) {
      TokenizeResult result = service.post(InternalPaths.RENDER, conversation("user"));
      assertThat(result.text()).isEqualTo("<s>26 Jul 2024|user: One day|");
      assertThat(result.ids()[0]).isEqualTo(1);
      assertThat(result.ids()[1]).isNotEqualTo(1);
      assertThat(service.refused(InternalPaths.RENDER, conversation("system"), 400).message())
          .contains("no system role");
    }
  }

  @Test
  void models_describeTheFiles() throws IOException {
    try (RunningTokenizer service = serving(TEMPLATE)) {
      TokenizerModel model =
          service
              .caller()
              .get()
              .uri(InternalPaths.TOKENIZER_MODELS)
              .exchange()
              .expectBodyList(TokenizerModel.class)
              .returnResult()
              .getResponseBody()
              .getFirst();
      assertThat(model.vocabSize()).isEqualTo(512);
      assertThat(model.hasChatTemplate()).isTrue();
      assertThat(model.bosToken()).isEqualTo("<s>");
      assertThat(model.eosToken()).isEqualTo("</s>");
      assertThat(model.tokenizerDigest()).matches("[0-9a-f]{64}");
    }
  }

  private RunningTokenizer serving(String template) throws IOException {
    for (String name : List.of("tokenizer.json", "tokenizer_config.json", "config.json")) {
      try (var in = getClass().getResourceAsStream("/stories260K/" + name)) {
        Files.copy(in, folder.resolve(name));
      }
    }
    if (template != null) {
      Path config = folder.resolve("tokenizer_config.json");
      ObjectNode json = (ObjectNode) JsonMapper.shared().readTree(config.toFile());
      JsonMapper.shared().writeValue(config.toFile(), json.put("chat_template", template));
    }
    return new RunningTokenizer(
        TokenizerCatalog.of(List.of(TokenizerCatalog.open("stories260K", folder, 0, CLOCK))));
  }

  private static TokenizeRequest conversation(String role) {
    return TokenizeRequest.render(
        null, List.of(Map.of("role", role, "content", "One day")), null, false, null);
  }
}
