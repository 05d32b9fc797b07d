package dev.sluice.codec.source;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What a post-processor puts around one text. */
final class TemplateSteps {
  private TemplateSteps() {}

  /** The steps of the template for single texts; empty when there is none. */
  static JsonNode single(JsonNode postProcessor) {
    if (postProcessor.path("single").isArray()) {
      return postProcessor.path("single");
    }
    for (JsonNode child : postProcessor.path("processors")) {
      JsonNode steps = single(child);
      if (!steps.isEmpty()) {
        return steps;
      }
    }
    return JsonNodeFactory.instance.arrayNode();
  }

  /** The special token of a step, or null for the text itself and outside the steps. */
  static String token(JsonNode steps, int index) {
    return steps.path(index).path("SpecialToken").path("id").asString(null);
  }
}
