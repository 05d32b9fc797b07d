package dev.sluice.codec.source;

import dev.sluice.codec.TokenizerException;
import java.util.BitSet;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Checks a {@code tokenizer.json} before the native library sees it: the library answers some
 * damaged definitions only when text is encoded, and a panic there would end the process.
 */
final class DefinitionCheck {
  private static final int MAX_ID = 1 << 24;
  private static final int MAX_TOKEN_CHARS = 1 << 16;

  private DefinitionCheck() {}

  /**
   * Token texts by id, null in gaps.
   *
   * @param special receives the ids of control tokens
   */
  static String[] texts(ObjectNode definition, BitSet special) {
    JsonNode model = definition.path("model");
    String type = model.path("type").asString("BPE");
    require(type.equals("BPE"), "a model of type '" + type + "' is not supported, only BPE");
    JsonNode vocabulary = model.path("vocab");
    require(vocabulary.isObject() && !vocabulary.isEmpty(), "model.vocab is not a list of tokens");
    JsonNode added = definition.path("added_tokens");
    require(added.isArray() || added.isNull() || added.isMissingNode(), "added_tokens is no list");
    String[] texts = new String[highestId(vocabulary, added) + 1];
    for (Map.Entry<String, JsonNode> token : vocabulary.properties()) {
      int id = token.getValue().asInt();
      require(texts[id] == null, () -> "id " + id + " is given to two tokens");
      texts[id] = token.getKey();
    }
    addTokens(added, vocabulary, texts, special);
    checkMerges(model.path("merges"), vocabulary);
    checkUnknownToken(model.path("unk_token"), vocabulary);
    PartsCheck.check(definition, texts.length);
    return texts;
  }

  private static int highestId(JsonNode vocabulary, JsonNode added) {
    int highest = -1;
    for (Map.Entry<String, JsonNode> token : vocabulary.properties()) {
      require(
          token.getKey().length() <= MAX_TOKEN_CHARS,
          () -> "a token of " + token.getKey().length() + " characters");
      highest = Math.max(highest, id(token.getValue(), token.getKey()));
    }
    for (JsonNode token : added) {
      highest = Math.max(highest, id(token.path("id"), token.path("content").asString("")));
    }
    return highest;
  }

  private static int id(JsonNode value, String token) {
    boolean valid = value.isInt() && value.asInt() >= 0 && value.asInt() < MAX_ID;
    require(valid, () -> "token '" + token + "' has the id " + value);
    return value.asInt();
  }

  private static void addTokens(
      JsonNode added, JsonNode vocabulary, String[] texts, BitSet special) {
    for (JsonNode token : added) {
      int id = token.path("id").asInt();
      JsonNode content = token.path("content");
      require(
          content.isString() && !content.asString().isEmpty(),
          () -> "added token " + id + " is empty");
      String text = content.asString();
      JsonNode inVocabulary = vocabulary.path(text);
      require(
          inVocabulary.isMissingNode() || inVocabulary.asInt() == id,
          () ->
              "added token '"
                  + text
                  + "' has the id "
                  + id
                  + ", in the vocabulary "
                  + inVocabulary);
      texts[id] = text;
      if (token.path("special").asBoolean(false)) {
        special.set(id);
      }
    }
  }

  private static void checkMerges(JsonNode merges, JsonNode vocabulary) {
    require(merges.isArray(), "model.merges is not a list");
    boolean asText = merges.path(0).isString();
    for (JsonNode merge : merges) {
      require(merge.isString() == asText, "model.merges mixes two notations");
      String left;
      String right;
      if (merge.isString()) {
        String text = merge.asString();
        int space = text.indexOf(' ');
        require(
            space > 0 && space == text.lastIndexOf(' '),
            () -> "merge '" + text + "' has not two parts");
        left = text.substring(0, space);
        right = text.substring(space + 1);
      } else {
        require(
            merge.isArray() && merge.size() == 2, () -> "merge " + merge + " has not two parts");
        left = merge.get(0).asString("");
        right = merge.get(1).asString("");
      }
      boolean known = vocabulary.has(left) && vocabulary.has(right) && vocabulary.has(left + right);
      require(known, () -> "merge '" + left + "' + '" + right + "' is about unknown tokens");
    }
  }

  private static void checkUnknownToken(JsonNode unknown, JsonNode vocabulary) {
    boolean usable = !unknown.isString() || vocabulary.has(unknown.asString());
    require(usable, "unk_token " + unknown + " is not in the vocabulary");
  }

  static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new TokenizerException(otherwise);
    }
  }

  /** For what is checked once per token: words for each would take longer than all the checks. */
  private static void require(boolean condition, Supplier<String> otherwise) {
    if (!condition) {
      throw new TokenizerException(otherwise.get());
    }
  }
}
