package dev.sluice.codec.source;

import dev.sluice.codec.TokenizerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model folder's chat templates. The newer places win: a file of its own, {@code
 * chat_template.json}, then {@code tokenizer_config.json}; files in {@code
 * additional_chat_templates} have the names of their templates.
 *
 * @param main the one for plain chats, or null
 * @param forTools the one for chats with tools, or null when it is the same
 */
record ChatTemplateFiles(String main, String forTools) {
  private static final String DEFAULT = "default";
  private static final String TOOLS = "tool_use";

  static ChatTemplateFiles read(Path folder, ObjectNode config) {
    Map<String, String> named = new LinkedHashMap<>();
    addAll(config.path("chat_template"), named);
    ObjectNode separate = Json.readIfPresent(folder.resolve("chat_template.json"));
    addAll(separate.path("chat_template"), named);
    addFile(folder.resolve("chat_template.jinja"), DEFAULT, named);
    addFile(folder.resolve("additional_chat_templates").resolve(TOOLS + ".jinja"), TOOLS, named);
    String main = named.get(DEFAULT);
    return main == null && !named.isEmpty()
        ? new ChatTemplateFiles(named.values().iterator().next(), null)
        : new ChatTemplateFiles(main, named.get(TOOLS));
  }

  /** Some models list several by name, as a list or as an object. */
  private static void addAll(JsonNode value, Map<String, String> named) {
    if (value.isString()) {
      named.clear();
      named.put(DEFAULT, value.asString());
    } else if (value.isObject()) {
      value.properties().forEach(e -> named.put(e.getKey(), e.getValue().asString("")));
    } else {
      for (JsonNode each : value) {
        named.put(each.path("name").asString(""), each.path("template").asString(""));
      }
    }
  }

  private static void addFile(Path file, String name, Map<String, String> named) {
    if (!Files.isRegularFile(file)) {
      return;
    }
    try {
      named.put(name, Files.readString(file));
    } catch (IOException e) {
      throw new TokenizerException(file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
