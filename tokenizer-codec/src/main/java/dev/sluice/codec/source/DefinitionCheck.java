package dev.sluice.codec.source;

import dev.sluice.codec.TokenizerException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Checks a {@code tokenizer.json} before the native library sees it: the library answers some
 * damaged definitions only when text is encoded, and a panic there would end the process.
 */
final class DefinitionCheck {
  private DefinitionCheck() {}

  /**
   * Token texts by id, null in gaps. The definition's tokens and merges become {@link BpeParts}.
   *
   * @param special receives the ids of control tokens
   */
  static String[] texts(ObjectNode definition, BitSet special) {
    JsonNode model = definition.path("model");
    String type = model.path("type").asString("BPE");
    require(type.equals("BPE"), "a model of type '" + type + "' is not supported, only BPE");
    JsonNode added = definition.path("added_tokens");
    require(added.isArray() || added.isNull() || added.isMissingNode(), "added_tokens is no list");
    BpeParts parts = PartsReader.read(definition);
    int highest = parts.texts().length - 1;
    for (JsonNode token : added) {
      int id = PartsReader.id(token.path("id"), token.path("content").asString(""));
      highest = Math.max(highest, id);
    }
    String[] texts = Arrays.copyOf(parts.texts(), highest + 1);
    addTokens(added, parts, texts, special);
    checkUnknownToken(model.path("unk_token"), parts);
    PartsCheck.check(definition, texts.length);
    return texts;
  }

  private static void addTokens(JsonNode added, BpeParts parts, String[] texts, BitSet special) {
    for (JsonNode token : added) {
      int id = token.path("id").asInt();
      JsonNode content = token.path("content");
      require(
          content.isString() && !content.asString().isEmpty(),
          () -> "added token " + id + " is empty");
      String text = content.asString();
      int inVocabulary = parts.index().find(text);
      require(
          inVocabulary < 0 || inVocabulary == id,
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

  private static void checkUnknownToken(JsonNode unknown, BpeParts parts) {
    boolean usable = !unknown.isString() || parts.index().find(unknown.asString()) >= 0;
    require(usable, "unk_token " + unknown + " is not in the vocabulary");
  }

  static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new TokenizerException(otherwise);
    }
  }

  /** For what is checked once per token: words for each would take longer than all the checks. */
  static void require(boolean condition, Supplier<String> otherwise) {
    if (!condition) {
      throw new TokenizerException(otherwise.get());
    }
  }
}
