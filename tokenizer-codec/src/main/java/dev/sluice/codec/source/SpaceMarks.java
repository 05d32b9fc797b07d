package dev.sluice.codec.source;

import dev.sluice.codec.vocabulary.TokenTable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The normaliser and decoder of SentencePiece-style vocabularies, as LLaMA's writes them. */
final class SpaceMarks {
  private SpaceMarks() {}

  /**
   * @param prefix text is encoded as if a space stood before it
   */
  static void describe(ObjectNode definition, boolean prefix, boolean byteFallback) {
    ObjectNode normalizer = definition.putObject("normalizer").put("type", "Sequence");
    ArrayNode rules = normalizer.putArray("normalizers");
    if (prefix) {
      rules.addObject().put("type", "Prepend").put("prepend", TokenTable.SPACE_MARK);
    }
    replace(rules.addObject(), " ", TokenTable.SPACE_MARK);
    definition.putNull("pre_tokenizer");
    ObjectNode decoder = definition.putObject("decoder").put("type", "Sequence");
    ArrayNode steps = decoder.putArray("decoders");
    replace(steps.addObject(), TokenTable.SPACE_MARK, " ");
    if (byteFallback) {
      steps.addObject().put("type", "ByteFallback");
    }
    steps.addObject().put("type", "Fuse");
    if (prefix) {
      steps.addObject().put("type", "Strip").put("content", " ").put("start", 1).put("stop", 0);
    }
  }

  private static void replace(ObjectNode rule, String from, String to) {
    rule.put("type", "Replace").put("content", to).putObject("pattern").put("String", from);
  }
}
