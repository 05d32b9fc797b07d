package dev.sluice.codec.bpe;

import dev.sluice.codec.split.Unsupported;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The special tokens that a {@code post_processor} puts before and after a text. */
final class Framing {
  private static final int[] NOTHING = {};

  private int[] before = NOTHING;
  private int[] after = NOTHING;

  private Framing() {}

  /**
   * @throws Unsupported for what only the native library can do
   */
  static Framing of(JsonNode postProcessor) throws Unsupported {
    Framing framing = new Framing();
    if (postProcessor.isObject()) {
      framing.add(postProcessor);
    }
    return framing;
  }

  int[] before() {
    return before;
  }

  int[] after() {
    return after;
  }

  private void add(JsonNode part) throws Unsupported {
    String type = part.path("type").asString("");
    switch (type) {
      case "Sequence" -> {
        for (JsonNode child : part.path("processors")) {
          add(child);
        }
      }
      case "ByteLevel" -> {}
      case "TemplateProcessing" -> readTemplate(part);
      case "RobertaProcessing", "BertProcessing" -> {
        set(List.of(part.path("cls").path(1).asInt()), List.of(part.path("sep").path(1).asInt()));
      }
      default -> throw new Unsupported("the post-processor '" + type + "'");
    }
  }

  private void readTemplate(JsonNode part) throws Unsupported {
    List<Integer> first = new ArrayList<>();
    List<Integer> last = new ArrayList<>();
    int texts = 0;
    for (JsonNode step : part.path("single")) {
      if (step.has("Sequence")) {
        texts += step.path("Sequence").path("id").asString("").equals("A") ? 1 : 2;
      } else {
        String name = step.path("SpecialToken").path("id").asString("");
        for (JsonNode id : part.path("special_tokens").path(name).path("ids")) {
          (texts == 0 ? first : last).add(id.asInt());
        }
      }
    }
    if (texts != 1) {
      throw new Unsupported("a template that does not hold its text once");
    }
    set(first, last);
  }

  private void set(List<Integer> first, List<Integer> last) throws Unsupported {
    if (before.length + after.length > 0) {
      throw new Unsupported("several templates");
    }
    before = first.stream().mapToInt(Integer::intValue).toArray();
    after = last.stream().mapToInt(Integer::intValue).toArray();
  }
}
