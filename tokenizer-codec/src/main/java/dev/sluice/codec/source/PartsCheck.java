package dev.sluice.codec.source;

import static dev.sluice.codec.source.DefinitionCheck.require;

import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Checks the parts around the model: known kinds, and templates that name existing tokens. */
final class PartsCheck {
  private static final Set<String> NORMALIZERS =
      Set.of(
          "Sequence",
          "Prepend",
          "Replace",
          "NFC",
          "NFD",
          "NFKC",
          "NFKD",
          "Strip",
          "StripAccents",
          "Lowercase",
          "ByteLevel",
          "Nmt");
  private static final Set<String> PRE_TOKENIZERS =
      Set.of(
          "Sequence",
          "ByteLevel",
          "Split",
          "Digits",
          "Punctuation",
          "Metaspace",
          "Whitespace",
          "WhitespaceSplit",
          "UnicodeScripts");
  private static final Set<String> POST_PROCESSORS =
      Set.of("Sequence", "ByteLevel", "TemplateProcessing", "RobertaProcessing", "BertProcessing");

  private PartsCheck() {}

  static void check(ObjectNode definition, int tokens) {
    kinds(definition.path("normalizer"), "normalizers", NORMALIZERS, "normalizer");
    kinds(definition.path("pre_tokenizer"), "pretokenizers", PRE_TOKENIZERS, "pre_tokenizer");
    JsonNode post = definition.path("post_processor");
    kinds(post, "processors", POST_PROCESSORS, "post_processor");
    templates(post, tokens);
  }

  private static void kinds(JsonNode part, String children, Set<String> known, String place) {
    if (part.isNull() || part.isMissingNode()) {
      return;
    }
    String type = part.path("type").asString("");
    require(known.contains(type), place + " of type '" + type + "' is not supported");
    checkPattern(part.path("pattern"), place);
    for (JsonNode child : part.path(children)) {
      kinds(child, children, known, place);
    }
  }

  /** An empty pattern would match everywhere without end. */
  private static void checkPattern(JsonNode pattern, String place) {
    for (JsonNode text : pattern) {
      require(!text.asString("").isEmpty(), place + " has an empty pattern");
    }
  }

  private static void templates(JsonNode post, int tokens) {
    for (JsonNode child : post.path("processors")) {
      templates(child, tokens);
    }
    JsonNode special = post.path("special_tokens");
    for (JsonNode token : special) {
      for (JsonNode id : token.path("ids")) {
        boolean known = id.isInt() && id.asInt() >= 0 && id.asInt() < tokens;
        require(known, "post_processor adds the token " + id + " of " + tokens);
      }
      require(
          token.path("ids").size() == token.path("tokens").size(),
          "post_processor token " + token + " has different numbers of ids and texts");
    }
    for (String template : new String[] {"single", "pair"}) {
      for (JsonNode piece : post.path(template)) {
        JsonNode name = piece.path("SpecialToken").path("id");
        require(
            !name.isString() || special.has(name.asString()),
            "post_processor names " + name + ", which is not among its special tokens");
      }
    }
  }
}
