package dev.sluice.codec.source;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The added tokens of a folder without {@code tokenizer.json}: {@code added_tokens_decoder} in
 * {@code tokenizer_config.json}, {@code added_tokens.json}, and the special tokens that the
 * configuration names.
 */
final class AddedTokenFiles {
  private static final String[] NAMED = {
    "bos_token", "eos_token", "unk_token", "pad_token", "sep_token", "cls_token", "mask_token"
  };

  private final ModelFolder folder;
  private final ObjectNode vocabulary;
  private final Map<Integer, ObjectNode> tokens = new TreeMap<>();
  private final Map<String, Integer> ids = new TreeMap<>();

  private AddedTokenFiles(ModelFolder folder, ObjectNode definition) {
    this.folder = folder;
    this.vocabulary = (ObjectNode) definition.path("model").path("vocab");
    definition.path("added_tokens").forEach(token -> add((ObjectNode) token));
  }

  /** Completes the {@code added_tokens} of a definition. */
  static void complete(ObjectNode definition, ModelFolder folder) {
    AddedTokenFiles files = new AddedTokenFiles(folder, definition);
    files.addConfigured();
    ArrayNode list = definition.putArray("added_tokens");
    files.tokens.values().forEach(list::add);
  }

  private void addConfigured() {
    folder
        .config()
        .path("added_tokens_decoder")
        .properties()
        .forEach(e -> addDescribed(e.getKey(), e.getValue()));
    Json.readIfPresent(folder.folder().resolve("added_tokens.json"))
        .properties()
        .forEach(
            e -> {
              if (e.getValue().isInt() && !ids.containsKey(e.getKey())) {
                add(token(e.getValue().asInt(), e.getKey(), false));
              }
            });
    for (String key : NAMED) {
      addSpecial(folder.token(key));
    }
    for (ObjectNode file : new ObjectNode[] {folder.config(), folder.specials()}) {
      for (JsonNode each : file.path("additional_special_tokens")) {
        addSpecial((each.isObject() ? each.path("content") : each).asString(""));
      }
    }
  }

  private void addDescribed(String id, JsonNode described) {
    String content = described.path("content").asString("");
    if (!id.matches("[0-9]{1,8}") || content.isEmpty()) {
      return;
    }
    ObjectNode token =
        token(Integer.parseInt(id), content, described.path("special").asBoolean(false));
    for (String flag : new String[] {"lstrip", "rstrip", "normalized", "single_word"}) {
      token.put(flag, described.path(flag).asBoolean(token.path(flag).asBoolean()));
    }
    add(token);
  }

  /** A token that the configuration only names has its id from the vocabulary or a file before. */
  private void addSpecial(String content) {
    if (content == null || content.isEmpty()) {
      return;
    }
    Integer known = ids.get(content);
    if (known != null) {
      tokens.get(known).put("special", true);
    } else if (vocabulary.path(content).isInt()) {
      add(token(vocabulary.path(content).asInt(), content, true));
    }
  }

  private void add(ObjectNode token) {
    tokens.put(token.path("id").asInt(), token);
    ids.put(token.path("content").asString(""), token.path("id").asInt());
  }

  private static ObjectNode token(int id, String content, boolean special) {
    return Json.MAPPER
        .createObjectNode()
        .put("id", id)
        .put("content", content)
        .put("single_word", false)
        .put("lstrip", false)
        .put("rstrip", false)
        .put("normalized", !special)
        .put("special", special);
  }
}
