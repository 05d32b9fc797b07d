package dev.sluice.codec.split;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/** The {@code normalizer} of a {@code tokenizer.json}. Immutable and thread-safe. */
public final class TextNormalizer {
  private final List<UnaryOperator<String>> steps = new ArrayList<>();

  private TextNormalizer() {}

  /**
   * @throws Unsupported for what only the native library can do
   */
  public static TextNormalizer of(JsonNode normalizer) throws Unsupported {
    TextNormalizer result = new TextNormalizer();
    if (normalizer.isObject()) {
      result.add(normalizer);
    }
    return result;
  }

  public String apply(String text) {
    String result = text;
    for (UnaryOperator<String> step : steps) {
      result = step.apply(result);
    }
    return result;
  }

  private void add(JsonNode part) throws Unsupported {
    String type = part.path("type").asString("");
    switch (type) {
      case "Sequence" -> {
        for (JsonNode child : part.path("normalizers")) {
          add(child);
        }
      }
      case "NFC" -> steps.add(Composition::compose);
      case "Prepend" -> {
        String prefix = part.path("prepend").asString("");
        steps.add(text -> text.isEmpty() ? text : prefix + text);
      }
      case "Replace" -> {
        String from = part.path("pattern").path("String").asString("");
        if (from.isEmpty()) {
          throw new Unsupported("a replacement of " + part.path("pattern"));
        }
        String to = part.path("content").asString("");
        steps.add(text -> text.replace(from, to));
      }
      default -> throw new Unsupported("the normalizer '" + type + "'");
    }
  }
}
