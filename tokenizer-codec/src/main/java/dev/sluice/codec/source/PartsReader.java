package dev.sluice.codec.source;

import static dev.sluice.codec.source.DefinitionCheck.require;

import dev.sluice.codec.vocabulary.TokenIndex;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Checks the tokens and merges in a definition's tree and makes arrays of them. */
final class PartsReader {
  private static final int MAX_ID = 1 << 24;
  private static final int MAX_TOKEN_CHARS = 1 << 16;

  private PartsReader() {}

  /** The parts of a definition, which afterwards holds them instead of the trees. */
  static BpeParts read(ObjectNode definition) {
    BpeParts known = BpeParts.of(definition);
    if (known != null) {
      return known;
    }
    JsonNode model = definition.path("model");
    JsonNode vocabulary = model.path("vocab");
    require(vocabulary.isObject() && !vocabulary.isEmpty(), "model.vocab is not a list of tokens");
    int[] order = new int[vocabulary.size()];
    String[] texts = texts(vocabulary, order);
    TokenIndex index = new TokenIndex(texts, order);
    JsonNode list = model.path("merges");
    require(list.isArray(), "model.merges is not a list");
    Merges merges = new Merges(index, list.size());
    boolean areTexts = list.path(0).isString();
    for (JsonNode merge : list) {
      require(merge.isString() == areTexts, "model.merges mixes two notations");
      read(merge, merges);
    }
    BpeParts parts =
        new BpeParts(
            texts, order, index, merges.lefts(), merges.rights(), merges.results(), areTexts);
    parts.putInto((ObjectNode) model);
    return parts;
  }

  private static String[] texts(JsonNode vocabulary, int[] order) {
    int count = 0;
    int highest = -1;
    for (Map.Entry<String, JsonNode> token : vocabulary.properties()) {
      require(
          token.getKey().length() <= MAX_TOKEN_CHARS,
          () -> "a token of " + token.getKey().length() + " characters");
      int id = id(token.getValue(), token.getKey());
      order[count++] = id;
      highest = Math.max(highest, id);
    }
    String[] texts = new String[highest + 1];
    for (Map.Entry<String, JsonNode> token : vocabulary.properties()) {
      int id = token.getValue().asInt();
      require(texts[id] == null, () -> "id " + id + " is given to two tokens");
      texts[id] = token.getKey();
    }
    return texts;
  }

  /** Of a token of the vocabulary or an added one. */
  static int id(JsonNode value, String token) {
    boolean valid = value.isInt() && value.asInt() >= 0 && value.asInt() < MAX_ID;
    require(valid, () -> "token '" + token + "' has the id " + value);
    return value.asInt();
  }

  private static void read(JsonNode merge, Merges merges) {
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
      require(merge.isArray() && merge.size() == 2, () -> "merge " + merge + " has not two parts");
      left = merge.get(0).asString("");
      right = merge.get(1).asString("");
    }
    String union = left + right;
    require(
        merges.add(union.toCharArray(), left.length(), union.length()),
        () -> "merge '" + left + "' + '" + right + "' is about unknown tokens");
  }
}
