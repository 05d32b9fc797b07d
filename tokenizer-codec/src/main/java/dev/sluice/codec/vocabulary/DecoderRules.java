package dev.sluice.codec.vocabulary;

import dev.sluice.codec.TokenizerException;
import tools.jackson.databind.JsonNode;

/**
 * How tokens become text, read from the {@code decoder} of a {@code tokenizer.json}.
 *
 * @param byteLevel tokens are written in the {@link ByteAlphabet}
 * @param byteFallback {@code <0xNN>} tokens stand for bytes
 * @param spaceMark U+2581 stands for a space
 */
public record DecoderRules(
    boolean byteLevel, boolean byteFallback, boolean spaceMark, LeadingSpace leadingSpace) {

  /** What happens to the space that the encoder put before the text. */
  public enum LeadingSpace {
    KEEP,
    /** One space at the start of the text goes ({@code Strip}). */
    STRIP_ONE,
    /** All space marks of the first token go ({@code Metaspace}). */
    STRIP_FIRST_TOKEN
  }

  private static final DecoderRules NOTHING =
      new DecoderRules(false, false, false, LeadingSpace.KEEP);

  /**
   * @throws TokenizerException for a decoder that is missing or of a kind not served
   */
  public static DecoderRules of(JsonNode decoder) {
    if (!decoder.isObject()) {
      throw new TokenizerException("the tokenizer has no decoder");
    }
    DecoderRules rules = NOTHING.with(decoder);
    if (rules.byteLevel && (rules.byteFallback || rules.spaceMark)) {
      throw new TokenizerException("the decoder mixes ByteLevel with space marks");
    }
    return rules;
  }

  private DecoderRules with(JsonNode step) {
    String type = step.path("type").asString("");
    return switch (type) {
      case "ByteLevel" -> new DecoderRules(true, byteFallback, spaceMark, leadingSpace);
      case "ByteFallback" -> new DecoderRules(byteLevel, true, spaceMark, leadingSpace);
      case "Fuse" -> this;
      case "Replace" -> withReplace(step);
      case "Strip" -> withStrip(step);
      case "Metaspace" -> withMetaspace(step);
      case "Sequence" -> withAll(step.path("decoders"));
      default -> throw new TokenizerException("a decoder of type '" + type + "' is not supported");
    };
  }

  private DecoderRules withAll(JsonNode steps) {
    DecoderRules rules = this;
    for (JsonNode step : steps) {
      rules = rules.with(step);
    }
    return rules;
  }

  private DecoderRules withReplace(JsonNode step) {
    String from = step.path("pattern").path("String").asString("");
    String to = step.path("content").asString("");
    if (!from.equals(TokenTable.SPACE_MARK) || !to.equals(" ")) {
      throw new TokenizerException(
          "a decoder that replaces '" + from + "' by '" + to + "' is not supported");
    }
    return new DecoderRules(byteLevel, byteFallback, true, leadingSpace);
  }

  private DecoderRules withStrip(JsonNode step) {
    int start = step.path("start").asInt(-1);
    int stop = step.path("stop").asInt(-1);
    if (!step.path("content").asString("").equals(" ") || start < 0 || start > 1 || stop != 0) {
      throw new TokenizerException("a decoder that strips " + step + " is not supported");
    }
    LeadingSpace rule = start == 1 ? LeadingSpace.STRIP_ONE : leadingSpace;
    return new DecoderRules(byteLevel, byteFallback, spaceMark, rule);
  }

  private DecoderRules withMetaspace(JsonNode step) {
    String mark = step.path("replacement").asString(TokenTable.SPACE_MARK);
    if (!mark.equals(TokenTable.SPACE_MARK)) {
      throw new TokenizerException("a space mark of '" + mark + "' is not supported");
    }
    boolean keep =
        step.path("prepend_scheme").asString("always").equals("never")
            || !step.path("add_prefix_space").asBoolean(true);
    return new DecoderRules(
        byteLevel, byteFallback, true, keep ? LeadingSpace.KEEP : LeadingSpace.STRIP_FIRST_TOKEN);
  }
}
