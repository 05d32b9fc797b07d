package dev.sluice.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Every conversation of every template, as transformers renders it or refuses it. */
class ChatTemplateGoldenTest {
  static Stream<String> templates() {
    return Fixtures.names("chat-templates/cases", ".json");
  }

  @ParameterizedTest
  @MethodSource("templates")
  void render_goldenConversations_givesTheReferenceText(String name) throws IOException {
    Path folder = Fixtures.folder("chat-templates");
    JsonNode set =
        Fixtures.JSON.readTree(Files.readString(folder.resolve("cases/" + name + ".json")));
    String source = Files.readString(folder.resolve(set.path("template").asString()));
    ChatTemplate template = ChatTemplates.compile(source, fixed(set.path("now").asString()));
    assertThat(set.path("cases").size()).isGreaterThan(4);
    for (JsonNode each : set.path("cases")) {
      Map<String, Object> variables = variables(set, each);
      if (each.has("expected")) {
        assertThat(template.render(variables))
            .as("%s", each.path("name"))
            .isEqualTo(each.path("expected").asString());
      } else {
        assertFails(template, variables, each);
      }
    }
  }

  private static void assertFails(
      ChatTemplate template, Map<String, Object> variables, JsonNode expected) {
    TemplateException e =
        catchThrowableOfType(TemplateException.class, () -> template.render(variables));
    boolean refused = expected.path("error_kind").asString().equals("raise_exception");
    assertThat(e).as("%s", expected.path("name")).isNotNull();
    assertThat(e.isRefused()).isEqualTo(refused);
    if (refused) {
      assertThat(e).hasMessage(expected.path("error").asString());
    } else {
      assertThat(e).hasMessageEndingWith(expected.path("error").asString());
    }
  }

  private static Clock fixed(String now) {
    return Clock.fixed(LocalDateTime.parse(now).toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
  }

  private static Map<String, Object> variables(JsonNode set, JsonNode conversation) {
    Map<String, Object> variables = new HashMap<>();
    variables.put("messages", value(conversation.path("messages")));
    variables.put("tools", conversation.has("tools") ? value(conversation.path("tools")) : null);
    variables.put("documents", null);
    variables.put("add_generation_prompt", conversation.path("add_generation_prompt").asBoolean());
    variables.put("bos_token", set.path("bos_token").asString());
    variables.put("eos_token", set.path("eos_token").asString());
    return variables;
  }

  private static Object value(JsonNode node) {
    return Fixtures.JSON.convertValue(node, Object.class);
  }
}
