package dev.sluice.codec.source;

import dev.sluice.codec.TokenizerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A {@code tokenizer.json} and what the files beside it say about it. */
public final class HuggingFaceSource {
  private HuggingFaceSource() {}

  /**
   * @param path a model folder, or a {@code tokenizer.json}, whose neighbours are read too when it
   *     has that name
   * @throws TokenizerException when there is no tokenizer or a file is damaged
   */
  public static TokenizerSource read(Path path) {
    boolean folder = Files.isDirectory(path);
    Path file = folder ? path.resolve("tokenizer.json") : path;
    if (!Files.isRegularFile(file)) {
      throw new TokenizerException(
          folder ? path + " holds no tokenizer.json" : "there is no file " + path);
    }
    ObjectNode definition = Json.readObject(file);
    if (!file.endsWith("tokenizer.json")) {
      return new TokenizerSource(
          file.toString(), definition, null, OptionalInt.empty(), Set.of(), null, null, null);
    }
    return withNeighbours(file, definition);
  }

  private static TokenizerSource withNeighbours(Path file, ObjectNode definition) {
    ObjectNode config = Json.readIfPresent(file.resolveSibling("tokenizer_config.json"));
    ObjectNode specials = Json.readIfPresent(file.resolveSibling("special_tokens_map.json"));
    ObjectNode generation = Json.readIfPresent(file.resolveSibling("generation_config.json"));
    ObjectNode model = Json.readIfPresent(file.resolveSibling("config.json"));
    Set<Integer> endIds = new LinkedHashSet<>();
    addIds(generation.path("eos_token_id"), endIds);
    addIds(model.path("eos_token_id"), endIds);
    return new TokenizerSource(
        file.toString(),
        definition,
        tokenText(config, specials, "bos_token"),
        firstId(generation.path("bos_token_id"), model.path("bos_token_id")),
        endIds,
        tokenText(config, specials, "eos_token"),
        tokenText(config, specials, "pad_token"),
        chatTemplate(file, config));
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

  private static String tokenText(ObjectNode config, ObjectNode specials, String key) {
    JsonNode value = config.hasNonNull(key) ? config.get(key) : specials.path(key);
    JsonNode text = value.isObject() ? value.path("content") : value;
    return text.isString() ? text.asString() : null;
  }

  /** The newer places win: a file of its own, then {@code tokenizer_config.json}. */
  private static String chatTemplate(Path file, ObjectNode config) {
    Path own = file.resolveSibling("chat_template.jinja");
    if (Files.isRegularFile(own)) {
      try {
        return Files.readString(own);
      } catch (IOException e) {
        throw new TokenizerException(own + " cannot be read: " + e.getMessage(), e);
      }
    }
    String separate =
        templateText(
            Json.readIfPresent(file.resolveSibling("chat_template.json")).path("chat_template"));
    return separate != null ? separate : templateText(config.path("chat_template"));
  }

  /** Some models list several by name; the one called {@code default} is for plain chats. */
  private static String templateText(JsonNode value) {
    if (value.isString()) {
      return value.asString();
    }
    for (JsonNode named : value) {
      if (named.path("name").asString("").equals("default")) {
        return named.path("template").asString("");
      }
    }
    return null;
  }
}
