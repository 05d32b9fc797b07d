package dev.sluice.gateway.openai;

import dev.sluice.contract.ErrorCode;
import dev.sluice.gateway.completion.RequestFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Typed access to an object's fields. An explicit null counts as absent. A wrong type or range is
 * refused with the field's path.
 *
 * @param path of the object within the body, empty for the body itself
 */
record Fields(JsonNode node, String path) {
  private static final Set<String> SCALARS = Set.of("true or false", "an integer", "a number");
  private static final int SHOWN_CHARACTERS = 40;

  /** The value, or null when absent or null. */
  JsonNode get(String name) {
    JsonNode value = node.get(name);
    return value == null || value.isNull() ? null : value;
  }

  boolean has(String name) {
    return get(name) != null;
  }

  String text(String name) {
    JsonNode value = get(name);
    if (value == null) {
      return null;
    }
    if (!value.isString()) {
      throw wrongType(name, "a string", value);
    }
    return Json.wellFormed(value.stringValue());
  }

  String requiredText(String name) {
    String value = text(name);
    if (value == null || value.isEmpty()) {
      throw missing(name);
    }
    return value;
  }

  boolean flag(String name, boolean absent) {
    JsonNode value = get(name);
    if (value == null) {
      return absent;
    }
    if (!value.isBoolean()) {
      throw wrongType(name, "true or false", value);
    }
    return value.booleanValue();
  }

  Integer integer(String name, int min, int max) {
    JsonNode value = get(name);
    return value == null ? null : integer(value, name, min, max);
  }

  int integer(JsonNode value, String name, int min, int max) {
    if (!value.isIntegralNumber()) {
      throw wrongType(name, "an integer", value);
    }
    if (!value.canConvertToInt() || value.intValue() < min || value.intValue() > max) {
      throw outOfRange(name, value, String.valueOf(min), String.valueOf(max));
    }
    return value.intValue();
  }

  Long whole(String name) {
    JsonNode value = get(name);
    if (value == null) {
      return null;
    }
    if (!value.isIntegralNumber()) {
      throw wrongType(name, "an integer", value);
    }
    if (!value.canConvertToLong()) {
      throw outOfRange(name, value, "-2^63", "2^63-1");
    }
    return value.longValue();
  }

  float number(String name, double min, double max, double absent) {
    JsonNode value = get(name);
    return value == null ? (float) absent : number(value, name, min, max);
  }

  float number(JsonNode value, String name, double min, double max) {
    if (!value.isNumber()) {
      throw wrongType(name, "a number", value);
    }
    double number;
    try {
      number = value.doubleValue();
    } catch (JacksonException tooLarge) {
      number = Double.POSITIVE_INFINITY;
    }
    if (!(number >= min && number <= max)) {
      throw outOfRange(name, value, String.valueOf(min), String.valueOf(max));
    }
    return (float) number;
  }

  Fields object(String name) {
    JsonNode value = get(name);
    if (value == null) {
      return null;
    }
    if (!value.isObject()) {
      throw wrongType(name, "an object", value);
    }
    return new Fields(value, at(name));
  }

  /** The items of an array, or null when absent. */
  List<JsonNode> items(String name) {
    JsonNode value = get(name);
    if (value == null) {
      return null;
    }
    if (!value.isArray()) {
      throw wrongType(name, "an array", value);
    }
    List<JsonNode> items = new ArrayList<>(value.size());
    value.forEach(items::add);
    return items;
  }

  RequestFailedException missing(String name) {
    return RequestFailedException.of(
        ErrorCode.MISSING_FIELD, at(name), "'%s' is missing or empty.".formatted(at(name)));
  }

  RequestFailedException invalid(String name, String message) {
    return RequestFailedException.of(ErrorCode.INVALID_VALUE, at(name), message);
  }

  RequestFailedException wrongType(String name, String wanted, JsonNode value) {
    String found = value.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
    boolean isShown = SCALARS.contains(wanted) && value.isValueNode();
    return invalid(
        name,
        "'%s' must be %s, not %s."
            .formatted(at(name), wanted, isShown ? found + " " + shortened(value) : found));
  }

  /** Settings' values are repeated to the client; texts and messages are not. */
  private static String shortened(JsonNode value) {
    String text = value.toString();
    return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "...";
  }

  private RequestFailedException outOfRange(String name, JsonNode value, String min, String max) {
    String shown = value.asString();
    return invalid(
        name,
        "'%s' must be between %s and %s, not %s."
            .formatted(at(name), min, max, shown.length() > 40 ? "a huge number" : shown));
  }

  private String at(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
