package dev.sluice.codec.split;

import dev.sluice.codec.split.CutStep.Behavior;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The {@code pre_tokenizer} of a {@code tokenizer.json}. Immutable and thread-safe. */
public final class Splitter {
  private static final String GPT2 =
      "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

  private final List<Step> steps = new ArrayList<>();
  private boolean writesBytes;

  private Splitter() {}

  /**
   * @throws Unsupported for what only the native library can do
   */
  public static Splitter of(JsonNode preTokenizer) throws Unsupported {
    Splitter splitter = new Splitter();
    if (preTokenizer.isObject()) {
      splitter.add(preTokenizer);
    }
    return splitter;
  }

  /** Cuts the text of the pieces into words. */
  public void split(Pieces pieces) {
    for (Step step : steps) {
      step.apply(pieces);
    }
  }

  /** Whether words come out in the alphabet of bytes. */
  public boolean writesBytes() {
    return writesBytes;
  }

  private void add(JsonNode part) throws Unsupported {
    String type = part.path("type").asString("");
    switch (type) {
      case "Sequence" -> {
        for (JsonNode child : part.path("pretokenizers")) {
          add(child);
        }
      }
      case "Split" -> steps.add(split(part));
      case "Digits" -> {
        boolean each = part.path("individual_digits").asBoolean(false);
        steps.add(cut(Characters.NUMERIC, each ? Behavior.ISOLATED : Behavior.CONTIGUOUS));
      }
      case "Punctuation" ->
          steps.add(
              cut(Characters.PUNCTUATION, Behavior.of(part.path("behavior").asString("Isolated"))));
      case "ByteLevel" -> addByteLevel(part);
      case "Metaspace" -> addMetaspace(part);
      default -> throw new Unsupported("the pre-tokenizer '" + type + "'");
    }
  }

  private static Step cut(CodePointSet set, Behavior behavior) {
    return new CutStep(Matcher.of(set), behavior, false);
  }

  private static Step split(JsonNode part) throws Unsupported {
    JsonNode pattern = part.path("pattern");
    Matcher matcher;
    if (pattern.path("Regex").isString()) {
      matcher = WordPattern.compile(pattern.path("Regex").asString())::matchAt;
    } else if (pattern.path("String").isString() && !pattern.path("String").asString().isEmpty()) {
      matcher = Matcher.of(pattern.path("String").asString());
    } else {
      throw new Unsupported("a split by " + pattern);
    }
    return new CutStep(
        matcher,
        Behavior.of(part.path("behavior").asString("")),
        part.path("invert").asBoolean(false));
  }

  private void addByteLevel(JsonNode part) throws Unsupported {
    boolean prefix = part.path("add_prefix_space").asBoolean(true);
    if (part.path("use_regex").asBoolean(true)) {
      if (prefix) {
        steps.add(ByteLevelStep.prefixed());
      }
      steps.add(new CutStep(WordPattern.compile(GPT2)::matchAt, Behavior.ISOLATED, false));
      prefix = false;
    }
    steps.add(new ByteLevelStep(prefix));
    writesBytes = true;
  }

  private void addMetaspace(JsonNode part) throws Unsupported {
    String mark = part.path("replacement").asString("\u2581");
    if (mark.length() != 1) {
      throw new Unsupported("a space mark of '" + mark + "'");
    }
    String scheme = part.path("prepend_scheme").asString("");
    boolean addsPrefix = part.path("add_prefix_space").asBoolean(true);
    if (scheme.isEmpty()) {
      scheme = addsPrefix ? "always" : "never";
    } else if (part.has("add_prefix_space") && !addsPrefix && !scheme.equals("never")) {
      throw new Unsupported("a space mark that is prepended " + scheme + " and not added");
    }
    steps.add(
        new MetaspaceStep(
            mark.charAt(0),
            switch (scheme) {
              case "always" -> MetaspaceStep.Prepend.ALWAYS;
              case "first" -> MetaspaceStep.Prepend.FIRST;
              case "never" -> MetaspaceStep.Prepend.NEVER;
              default -> throw new Unsupported("a space mark that is prepended '" + scheme + "'");
            }));
    if (part.path("split").asBoolean(true)) {
      steps.add(new CutStep(Matcher.of(mark), Behavior.MERGED_WITH_NEXT, false));
    }
  }
}
