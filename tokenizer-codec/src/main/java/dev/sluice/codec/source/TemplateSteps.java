package dev.sluice.codec.source;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

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

  /**
   * Writes the post-processor of a definition whose vocabulary and added tokens are written.
   *
   * @param bos the token before a text, or null; left out when it is no token
   * @param eos the token after it, or null
   */
  static void write(ObjectNode definition, String bos, String eos) {
    int first = id(definition, bos);
    int last = id(definition, eos);
    if (first < 0 && last < 0) {
      definition.putNull("post_processor");
      return;
    }
    ObjectNode post = definition.putObject("post_processor").put("type", "TemplateProcessing");
    ObjectNode special = post.putObject("special_tokens");
    for (String[] parts : new String[][] {{"A"}, {"A", "B"}}) {
      ArrayNode template = post.putArray(parts.length == 1 ? "single" : "pair");
      if (first >= 0) {
        writeSpecial(template, special, bos, first);
      }
      for (String part : parts) {
        template.addObject().putObject("Sequence").put("id", part).put("type_id", 0);
      }
      if (last >= 0) {
        writeSpecial(template, special, eos, last);
      }
    }
  }

  private static void writeSpecial(ArrayNode template, ObjectNode special, String text, int id) {
    template.addObject().putObject("SpecialToken").put("id", text).put("type_id", 0);
    ObjectNode token = special.putObject(text).put("id", text);
    token.putArray("ids").add(id);
    token.putArray("tokens").add(text);
  }

  private static int id(ObjectNode definition, String text) {
    if (text == null) {
      return -1;
    }
    for (JsonNode token : definition.path("added_tokens")) {
      if (token.path("content").asString("").equals(text)) {
        return token.path("id").asInt(-1);
      }
    }
    BpeParts parts = BpeParts.of(definition);
    return parts != null
        ? parts.index().find(text)
        : definition.path("model").path("vocab").path(text).asInt(-1);
  }
}
