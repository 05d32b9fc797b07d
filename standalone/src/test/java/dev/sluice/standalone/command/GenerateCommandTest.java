package dev.sluice.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class GenerateCommandTest {
  private static final String MODEL = Stories.model().toString();

  @TempDir Path folder;

  @Test
  void generate_everyGoldenPrompt_givesReferenceIds() {
    for (JsonNode prompt : Stories.prompts()) {
      CommandRun run = generate("--prompt", prompt.path("prompt").stringValue(), "--json");
      assertThat(run.err()).isEmpty();
      assertThat(JsonMapper.shared().readTree(run.out()).path("ids"))
          .isEqualTo(prompt.path("greedy"));
    }
  }

  @Test
  void generate_ids_takesThemAsTheyAre() throws Exception {
    JsonNode prompt = Stories.prompts().get(1);
    Path ids = folder.resolve("ids.json");
    Files.writeString(ids, "{\"ids\":" + prompt.path("ids") + "}");
    CommandRun run = generate("--ids", ids.toString(), "--json");
    assertThat(JsonMapper.shared().readTree(run.out()).path("ids"))
        .isEqualTo(prompt.path("greedy"));
  }

  @Test
  void generate_text_streamsWhatJsonHolds() {
    CommandRun text = generate("--prompt", "One day, a big dog");
    CommandRun json = generate("--prompt", "One day, a big dog", "--json");
    assertThat(text.code()).isZero();
    String expected = JsonMapper.shared().readTree(json.out()).path("text").stringValue();
    assertThat(text.out()).isEqualTo(expected + System.lineSeparator());
  }

  @Test
  void generate_withoutGuesses_saysTheSame() {
    String[] options = {
      "--prompt", "Zoo, zoo, zoo", "--temperature", "0.5", "--seed", "7", "--json", "--speculative"
    };
    assertThat(sampled(options, "off")).isEqualTo(sampled(options, "6"));
  }

  @Test
  void generate_sameSeed_sameOutputAndOtherSeedAnother() {
    String[] options = {"--prompt", "Zoo", "--temperature", "1", "--json", "--seed"};
    String first = sampled(options, "7");
    assertThat(sampled(options, "7")).isEqualTo(first);
    assertThat(sampled(options, "8")).isNotEqualTo(first);
  }

  @Test
  void generate_stopString_endsBeforeIt() {
    CommandRun run = generate("--prompt", "Once upon a time", "--stop", "Lily", "--json");
    JsonNode json = JsonMapper.shared().readTree(run.out());
    assertThat(json.path("text").stringValue()).doesNotContain("Lily").isNotBlank();
    assertThat(json.path("finish_reason").stringValue()).isEqualTo("stop");
  }

  @Test
  void generate_idOutsideVocabulary_isOneSentence() throws Exception {
    Path ids = folder.resolve("ids.json");
    Files.writeString(ids, "[1, 99999]");
    CommandRun run = generate("--ids", ids.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1).first().asString().contains("99999");
  }

  @Test
  void generate_truncatedModel_isOneSentence() throws Exception {
    byte[] whole = Files.readAllBytes(Stories.model());
    Path half = folder.resolve("half.gguf");
    Files.write(half, Arrays.copyOf(whole, whole.length / 2));
    CommandRun run = CommandRun.of("generate", "--model", half.toString(), "--prompt", "x");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1).first().asString().startsWith("sluice: ");
  }

  private static String sampled(String[] options, String last) {
    String[] all = Arrays.copyOf(options, options.length + 1);
    all[options.length] = last;
    return JsonMapper.shared().readTree(generate(all).out()).path("ids").toString();
  }

  private static CommandRun generate(String... options) {
    String[] common = {"generate", "--model", MODEL, "--ignore-eos", "--max-tokens", "128"};
    String[] all = Arrays.copyOf(common, common.length + options.length);
    System.arraycopy(options, 0, all, common.length, options.length);
    return CommandRun.of(all);
  }
}
