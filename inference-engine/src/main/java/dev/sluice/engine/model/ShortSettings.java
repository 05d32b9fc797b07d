package dev.sluice.engine.model;

import dev.sluice.engine.weights.JsonObjects;
import dev.sluice.engine.weights.Settings;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** The settings that fit on a line: numbers, flags and short texts, by key. */
final class ShortSettings {
  private static final int MAX_TEXT = 80;

  private ShortSettings() {}

  /** Without the tokenizer's. */
  static Map<String, Object> of(Settings settings) {
    Map<String, Object> found = new TreeMap<>();
    settings
        .values()
        .forEach(
            (key, value) -> {
              if (!key.startsWith("tokenizer.") && isShort(value)) {
                found.put(key, value);
              }
            });
    return found;
  }

  static Map<String, Object> ofJson(Path config) {
    Map<String, Object> found = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : JsonObjects.read(config).properties()) {
      Object value = value(entry.getValue());
      if (isShort(value)) {
        found.put(entry.getKey(), value);
      }
    }
    return found;
  }

  private static Object value(JsonNode node) {
    if (node.isString()) {
      return node.stringValue();
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    if (node.isNumber()) {
      return node.numberValue();
    }
    return null;
  }

  private static boolean isShort(Object value) {
    return value instanceof Number
        || value instanceof Boolean
        || (value instanceof String text && text.length() <= MAX_TEXT);
  }
}
