package dev.sluice.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class RenderCommandTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"chatml", "llama-3.2", "gemma-2"})
  void render_everyGoldenCase_isExact(String template) throws Exception {
    JsonNode golden = Stories.golden(template + ".cases.json");
    for (JsonNode testCase : golden.path("cases")) {
      CommandRun run = render(template, conversation(golden, testCase));
      if (testCase.has("expected")) {
        assertThat(run.out())
            .as(testCase.path("name").stringValue())
            .isEqualTo(testCase.path("expected").stringValue());
        assertThat(run.code()).isZero();
      } else {
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("sluice: ");
      }
    }
  }

  @Test
  void render_withoutMessages_saysSo() throws Exception {
    CommandRun run = render("chatml", "{\"tools\":[]}");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("'messages'");
  }

  @Test
  void render_modelWithoutTemplate_saysSo() throws Exception {
    Path in = folder.resolve("in.json");
    Files.writeString(in, "{\"messages\":[]}");
    CommandRun run =
        CommandRun.of("render", "--model", Stories.model().toString(), "--in", in.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("no chat template");
  }

  private CommandRun render(String template, String conversation) throws Exception {
    Path in = folder.resolve("in.json");
    Files.writeString(in, conversation);
    Path file = Stories.resource("/golden/" + template + ".jinja");
    return CommandRun.of("render", "--template", file.toString(), "--in", in.toString());
  }

  private static String conversation(JsonNode golden, JsonNode testCase) {
    ObjectNode conversation = ((ObjectNode) testCase).deepCopy();
    for (String name : new String[] {"bos_token", "eos_token", "now"}) {
      if (golden.has(name)) {
        conversation.set(name, golden.path(name));
      }
    }
    return conversation.toString();
  }
}
