package dev.sluice.standalone.endtoend;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the models are known to generate. */
final class Golden {
  private static final JsonNode STORY = read("stories260K-F16.json").path("prompts").get(1);

  static final String PROMPT = STORY.path("prompt").stringValue();

  /** The 128 greedy tokens after the prompt. */
  static final String CONTINUATION = STORY.path("text").stringValue().substring(PROMPT.length());

  static final JsonNode PROMPT_IDS = STORY.path("ids");

  private Golden() {}

  static JsonNode read(String name) {
    try (InputStream json = Golden.class.getResourceAsStream("/golden/" + name)) {
      return JsonMapper.shared().readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
