package dev.sluice.gateway.openai;

import dev.sluice.contract.ErrorCode;
import dev.sluice.gateway.completion.RequestFailedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON text to trees and back. Messages tell the place of an error, never the text there. */
final class Json {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static byte[] bytes(JsonNode node) {
    return MAPPER.writeValueAsBytes(node);
  }

  static ObjectNode parse(byte[] body) {
    try {
      if (MAPPER.readTree(body) instanceof ObjectNode object) {
        return object;
      }
    } catch (JacksonException e) {
      String place =
          e.getLocation() == null
              ? ""
              : " (line %d, column %d)"
                  .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
      throw RequestFailedException.of(
          ErrorCode.INVALID_JSON, null, "The body is not valid JSON" + place + ".");
    }
    throw RequestFailedException.of(
        ErrorCode.INVALID_JSON, null, "The body must be a JSON object.");
  }

  /** A tree as plain maps, lists and scalars, for the chat template. */
  static Object plain(JsonNode node) {
    if (node.isObject()) {
      return plainMap(node);
    }
    if (node.isArray()) {
      List<Object> list = new ArrayList<>(node.size());
      node.forEach(item -> list.add(plain(item)));
      return list;
    }
    if (node.isString()) {
      return wellFormed(node.stringValue());
    }
    if (node.isNumber()) {
      return node.numberValue();
    }
    return node.isBoolean() ? node.booleanValue() : null;
  }

  static Map<String, Object> plainMap(JsonNode node) {
    Map<String, Object> map = new LinkedHashMap<>();
    node.properties()
        .forEach(entry -> map.put(wellFormed(entry.getKey()), plain(entry.getValue())));
    return map;
  }

  /**
   * Escapes can spell half a surrogate pair, which no UTF-8 text can hold: it becomes U+FFFD, as in
   * a browser.
   */
  static String wellFormed(String text) {
    StringBuilder fixed = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      boolean isPair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (isPair) {
        i++;
        continue;
      }
      fixed = fixed == null ? new StringBuilder(text) : fixed;
      fixed.setCharAt(i, '\uFFFD');
    }
    return fixed == null ? text : fixed.toString();
  }
}
