package dev.sluice.codec.source;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the JSON files of a Hugging Face model folder say about its tokenizer. */
final class ModelFolder {
  private final Path folder;
  private final ObjectNode config;
  private final ObjectNode specials;
  private final ObjectNode generation;
  private final ObjectNode model;

  ModelFolder(Path folder) {
    this.folder = folder;
    this.config = Json.readIfPresent(folder.resolve("tokenizer_config.json"));
    this.specials = Json.readIfPresent(folder.resolve("special_tokens_map.json"));
    this.generation = Json.readIfPresent(folder.resolve("generation_config.json"));
    this.model = Json.readIfPresent(folder.resolve("config.json"));
  }

  Path folder() {
    return folder;
  }

  /** The content of {@code tokenizer_config.json}. */
  ObjectNode config() {
    return config;
  }

  /** The content of {@code special_tokens_map.json}. */
  ObjectNode specials() {
    return specials;
  }

  /** A special token's text by its key in the configuration, or null; some write it empty. */
  String token(String key) {
    for (JsonNode value : new JsonNode[] {config.path(key), specials.path(key)}) {
      JsonNode text = value.isObject() ? value.path("content") : value;
      if (text.isString() && !text.asString().isEmpty()) {
        return text.asString();
      }
    }
    return null;
  }

  String token(String key, String fallback) {
    String text = token(key);
    return text == null ? fallback : text;
  }

  /** The tokenizer of this folder, with what its files say beside the definition. */
  TokenizerSource source(
      Path file, ObjectNode definition, String bosText, String endText, String paddingText) {
    Set<Integer> endIds = new LinkedHashSet<>();
    addIds(generation.path("eos_token_id"), endIds);
    addIds(model.path("eos_token_id"), endIds);
    ChatTemplateFiles templates = ChatTemplateFiles.read(folder, config);
    return new TokenizerSource(
        file.toString(),
        definition,
        bosText,
        firstId(generation.path("bos_token_id"), model.path("bos_token_id")),
        endIds,
        endText,
        paddingText,
        templates.main(),
        templates.forTools());
  }

  private static void addIds(JsonNode value, Set<Integer> ids) {
    if (value.isArray()) {
      value.forEach(each -> addIds(each, ids));
    } else if (value.isInt()) {
      ids.add(value.asInt());
    }
  }

  private static OptionalInt firstId(JsonNode first, JsonNode second) {
    JsonNode id = first.isInt() ? first : second;
    return id.isInt() ? OptionalInt.of(id.asInt()) : OptionalInt.empty();
  }
}
