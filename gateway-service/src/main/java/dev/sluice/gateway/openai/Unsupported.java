package dev.sluice.gateway.openai;

import dev.sluice.contract.ErrorCode;
import dev.sluice.gateway.completion.RequestFailedException;
import java.util.Map;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * Fields that would change what comes back and that are not offered: refused, not ignored. Each has
 * the values that change nothing and so are accepted.
 */
final class Unsupported {
  private static final Predicate<JsonNode> NEVER = value -> false;
  private static final Predicate<JsonNode> FALSE =
      value -> value.isBoolean() && !value.booleanValue();
  private static final Predicate<JsonNode> TRUE =
      value -> value.isBoolean() && value.booleanValue();
  private static final Predicate<JsonNode> EMPTY =
      value -> (value.isContainer() && value.isEmpty()) || isText(value, "");

  private static final Map<String, Predicate<JsonNode>> NEUTRAL_VALUES =
      Map.ofEntries(
          Map.entry("audio", NEVER),
          Map.entry("best_of", value -> isInteger(value, 1)),
          Map.entry("functions", EMPTY),
          Map.entry("function_call", value -> isText(value, "none")),
          Map.entry("guided_choice", EMPTY),
          Map.entry("guided_grammar", EMPTY),
          Map.entry("guided_json", NEVER),
          Map.entry("guided_regex", EMPTY),
          Map.entry("include_stop_str_in_output", FALSE),
          Map.entry(
              "length_penalty", value -> value.isNumber() && value.asString().matches("1(\\.0)?")),
          Map.entry("min_tokens", value -> isInteger(value, 0)),
          Map.entry("modalities", Unsupported::isTextOnly),
          Map.entry("prompt_logprobs", NEVER),
          Map.entry("response_format", value -> isText(value.get("type"), "text")),
          Map.entry("skip_special_tokens", TRUE),
          Map.entry("structured_outputs", NEVER),
          Map.entry("suffix", EMPTY),
          Map.entry("tool_choice", value -> isText(value, "none") || isText(value, "auto")),
          Map.entry("truncate_prompt_tokens", NEVER),
          Map.entry("use_beam_search", FALSE),
          Map.entry("web_search_options", NEVER));

  private Unsupported() {}

  static void check(Fields body) {
    for (Map.Entry<String, JsonNode> field : body.node().properties()) {
      Predicate<JsonNode> isNeutral = NEUTRAL_VALUES.get(field.getKey());
      boolean isRefused =
          isNeutral != null && !field.getValue().isNull() && !isNeutral.test(field.getValue());
      if (isRefused) {
        throw RequestFailedException.of(
            ErrorCode.UNSUPPORTED_PARAMETER,
            field.getKey(),
            "'%s' with this value is not supported; leave it out.".formatted(field.getKey()));
      }
    }
  }

  static boolean isListed(String name) {
    return NEUTRAL_VALUES.containsKey(name);
  }

  private static boolean isTextOnly(JsonNode value) {
    return value.isArray() && value.size() == 1 && isText(value.get(0), "text");
  }

  private static boolean isText(JsonNode value, String text) {
    return value != null && value.isString() && value.stringValue().equals(text);
  }

  private static boolean isInteger(JsonNode value, int number) {
    return value.isIntegralNumber() && value.canConvertToInt() && value.intValue() == number;
  }
}
