package dev.sluice.standalone.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.codec.Tokenizer;
import dev.sluice.codec.Tokenizers;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PasskeyPromptsTest {
  private static final String KEY = "40817";

  private final Tokenizer tokenizer = stories();
  private final PasskeyPrompts prompts = new PasskeyPrompts(tokenizer, 480);

  static Tokenizer stories() {
    try {
      return Tokenizers.open(
          Path.of(
              PasskeyPromptsTest.class
                  .getResource("/models/stories260K/stories260K-F16.gguf")
                  .toURI()));
    } catch (java.net.URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void prompt_everyDistance_hasExactlyTheLengthAndTheKeyAtItsPlace() {
    for (int d = prompts.shortestDistance(KEY); d <= prompts.longestDistance(); d++) {
      PasskeyPrompt prompt = prompts.prompt(KEY, d);
      int[] ids = prompt.ids();
      assertThat(ids).hasSize(480 - PasskeyPrompts.ANSWER_TOKENS);
      String tail = text(Arrays.copyOfRange(ids, ids.length - d, ids.length));
      assertThat(tail)
          .startsWith("The pass key is 40817. Remember it. 40817 is the pass key.\n")
          .endsWith("\nWhat is the pass key? The pass key is");
      assertThat(text(Arrays.copyOf(ids, ids.length - d))).doesNotContain(KEY);
    }
  }

  @Test
  void prompt_longestDistance_hasTheKeyStraightAfterTheTask() {
    String text = tokenizer.decode(prompts.prompt(KEY, prompts.longestDistance()).ids(), true);
    assertThat(text)
        .startsWith("There is an important info hidden inside")
        .contains("information there.\n\nThe pass key is 40817.")
        .contains("The grass is green. The sky is blue. The sun is yellow. Here we go.");
  }

  @Test
  void prompt_always_startsWithTheModelsOwnBos() {
    int[] ids = prompts.prompt(KEY, 200).ids();
    assertThat(ids[0]).isEqualTo(tokenizer.vocabulary().bos().orElseThrow());
  }

  @Test
  void answer_always_isWhatComesAfterTheQuestion() {
    PasskeyPrompt prompt = prompts.prompt(KEY, 200);
    int[] both = Arrays.copyOf(prompt.ids(), prompt.ids().length + prompt.answer().length);
    System.arraycopy(prompt.answer(), 0, both, prompt.ids().length, prompt.answer().length);
    assertThat(tokenizer.decode(both, true)).endsWith("The pass key is 40817");
    assertThat(prompt.answer().length).isLessThan(PasskeyPrompts.ANSWER_TOKENS);
  }

  @Test
  void prompt_impossibleDistance_namesTheRange() {
    assertThatThrownBy(() -> prompts.prompt(KEY, 5))
        .isInstanceOf(MeasureException.class)
        .hasMessageContaining("distance of 5")
        .hasMessageContaining(" to " + prompts.longestDistance());
    assertThatThrownBy(() -> prompts.prompt(KEY, 480)).isInstanceOf(MeasureException.class);
  }

  private String text(int[] ids) {
    return tokenizer.decode(ids, true).stripLeading();
  }
}
