package dev.sluice.gateway.completion;

import java.util.List;
import java.util.Map;

/** What the model is to continue. */
public sealed interface Prompt {
  /**
   * A conversation for the model's chat template.
   *
   * @param tools may be null
   */
  record Chat(
      List<Map<String, Object>> messages,
      List<Map<String, Object>> tools,
      boolean addGenerationPrompt,
      Map<String, Object> templateArguments)
      implements Prompt {}

  /** Plain text. */
  record Text(String text) implements Prompt {}

  /** Token ids, used as they are. */
  record Ids(int[] ids) implements Prompt {}
}
