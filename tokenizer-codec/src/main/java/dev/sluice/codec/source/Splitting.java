package dev.sluice.codec.source;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a definition splits text into words, in a form that can be compared: without what only moves
 * offsets, and with the notations of one pattern that are in use brought to one.
 */
final class Splitting {
  private Splitting() {}

  static ObjectNode of(PreTokenizers pre) {
    ObjectNode definition = Json.MAPPER.createObjectNode();
    pre.describe(definition);
    definition.putObject("model").put("ignore_merges", pre.takesWholeWordsFirst());
    return of(definition);
  }

  static ObjectNode of(ObjectNode definition) {
    ObjectNode form = Json.MAPPER.createObjectNode();
    ArrayNode normalizers = form.putArray("normalizers");
    flatten(definition.path("normalizer"), "normalizers", normalizers);
    ArrayNode steps = form.putArray("steps");
    flatten(definition.path("pre_tokenizer"), "pretokenizers", steps);
    boolean wholeWords = definition.path("model").path("ignore_merges").asBoolean(false);
    form.put("ignore_merges", wholeWords);
    return form;
  }

  private static void flatten(JsonNode part, String children, ArrayNode out) {
    if (!part.isObject()) {
      return;
    }
    if (part.path("type").asString("").equals("Sequence")) {
      part.path(children).forEach(child -> flatten(child, children, out));
      return;
    }
    ObjectNode step = ((ObjectNode) part).deepCopy();
    step.remove("trim_offsets");
    if (step.path("type").asString("").equals("ByteLevel") && !step.has("use_regex")) {
      step.put("use_regex", true);
    }
    JsonNode regex = step.path("pattern").path("Regex");
    if (regex.isString()) {
      ((ObjectNode) step.path("pattern")).put("Regex", plain(regex.asString()));
    }
    out.add(step);
  }

  private static String plain(String regex) {
    return regex
        .replace("'(?i:[sdmt]|ll|ve|re)", "(?i:'s|'t|'re|'ve|'m|'ll|'d)")
        .replace(
            "(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])",
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)")
        .replace("\\p{N}{1}", "\\p{N}")
        .replace("\r", "\\r")
        .replace("\n", "\\n")
        .replace("?+", "?")
        .replace("++", "+");
  }
}
