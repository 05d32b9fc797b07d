package dev.sluice.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TokenizeCommandTest {
  private static final String MODEL = Stories.model().toString();

  @Test
  void tokenize_goldenPrompts_giveReferenceIdsAndBack() {
    for (JsonNode prompt : Stories.prompts()) {
      String text = prompt.path("prompt").toString();
      CommandRun run = tokenize("{\"text\":" + text + ",\"add_special\":true}\n");
      assertThat(run.code()).isZero();
      JsonNode answer = JsonMapper.shared().readTree(run.out());
      assertThat(answer.path("ids")).isEqualTo(prompt.path("ids"));
      CommandRun back = decode("{\"ids\":" + answer.path("ids") + ",\"skip_special\":true}\n");
      assertThat(JsonMapper.shared().readTree(back.out()).path("text").stringValue().strip())
          .isEqualTo(prompt.path("prompt").stringValue());
    }
  }

  @Test
  void tokenize_severalLines_answersEachOnItsOwnLine() {
    CommandRun run = tokenize("{\"text\":\"One\"}\n\n{\"text\":\"Zoë 🐘\",\"add_special\":false}");
    assertThat(run.out().lines()).hasSize(2);
    assertThat(run.out()).contains("Zoë 🐘");
  }

  @Test
  void tokenize_badThirdLine_namesItAfterAnsweringTheOthers() {
    CommandRun run = tokenize("{\"text\":\"a\"}\n{\"text\":\"b\"}\n{\"txt\":\"c\"}\n");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out().lines()).hasSize(2);
    assertThat(run.err()).contains("Line 3").contains("'text'");
  }

  @Test
  void tokenize_notJson_namesTheLine() {
    CommandRun run = tokenize("{\"text\":");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("Line 1 is not JSON");
    assertThat(run.err().lines()).hasSize(1);
  }

  @Test
  void decode_idOutsideVocabulary_namesLineAndId() {
    CommandRun run = decode("{\"ids\":[5]}\n{\"ids\":[99999]}\n");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("Line 2").contains("99999");
  }

  private static CommandRun tokenize(String input) {
    return CommandRun.withInput(input, "tokenize", "--model", MODEL);
  }

  private static CommandRun decode(String input) {
    return CommandRun.withInput(input, "tokenize", "--model", MODEL, "--decode");
  }
}
