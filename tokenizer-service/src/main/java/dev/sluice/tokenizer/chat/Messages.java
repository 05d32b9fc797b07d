package dev.sluice.tokenizer.chat;

import dev.sluice.contract.ErrorCode;
import dev.sluice.shell.RefusedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Messages as clients send them, made into what chat templates read. Content that is a list of text
 * parts becomes one string (parts on lines of their own, as vLLM joins them) unless the template
 * itself walks over the parts; a part of any other type is refused, for no model here sees or
 * hears.
 */
final class Messages {
  /** {@code for part in message.content} or {@code message['content']}. */
  private static final Pattern WALKS_OVER_CONTENT =
      Pattern.compile(
          "\\bfor\\s+\\w+\\s+in\\s+\\w+(\\.content\\b|\\[\\s*['\"]content['\"]\\s*\\])");

  private final boolean keepsParts;

  private Messages(boolean keepsParts) {
    this.keepsParts = keepsParts;
  }

  static Messages forTemplate(String source) {
    return new Messages(WALKS_OVER_CONTENT.matcher(source).find());
  }

  List<Map<String, Object>> normalise(List<Map<String, Object>> messages) {
    if (messages == null) {
      throw RefusedException.of(ErrorCode.MISSING_FIELD, "messages", "'messages' is missing");
    }
    if (messages.isEmpty()) {
      throw RefusedException.of(ErrorCode.INVALID_VALUE, "messages", "'messages' is empty");
    }
    List<Map<String, Object>> normalised = new ArrayList<>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      normalised.add(message(messages.get(i), "messages[" + i + "]"));
    }
    return normalised;
  }

  private Map<String, Object> message(Map<String, Object> message, String at) {
    if (message == null || !(message.get("role") instanceof String role) || role.isBlank()) {
      throw RefusedException.of(
          ErrorCode.MISSING_FIELD, at + ".role", "'" + at + ".role' is missing or not a text");
    }
    Map<String, Object> normalised = new LinkedHashMap<>(message);
    if (message.containsKey("content")) {
      normalised.put("content", content(message.get("content"), at + ".content"));
    }
    if (message.get("tool_calls") instanceof List<?> calls) {
      normalised.put("tool_calls", ToolCalls.withReadArguments(calls, at + ".tool_calls"));
    }
    return normalised;
  }

  private Object content(Object content, String at) {
    if (content == null || content instanceof String) {
      return content;
    }
    if (!(content instanceof List<?> parts)) {
      throw RefusedException.of(
          ErrorCode.INVALID_VALUE, at, "'" + at + "' must be a text or a list of text parts");
    }
    List<Map<String, Object>> texts = new ArrayList<>(parts.size());
    for (int i = 0; i < parts.size(); i++) {
      texts.add(textPart(parts.get(i), at + "[" + i + "]"));
    }
    return keepsParts
        ? texts
        : texts.stream().map(part -> (String) part.get("text")).collect(Collectors.joining("\n"));
  }

  private static Map<String, Object> textPart(Object part, String at) {
    if (part instanceof String text) {
      return Map.of("type", "text", "text", text);
    }
    if (!(part instanceof Map<?, ?> fields) || !(fields.get("type") instanceof String type)) {
      throw RefusedException.of(
          ErrorCode.INVALID_VALUE, at, "'" + at + "' must be an object with a 'type'");
    }
    if (!type.equals("text")) {
      throw RefusedException.of(
          ErrorCode.INVALID_VALUE,
          at + ".type",
          "content of type '%s' at '%s' is not supported: only 'text' is".formatted(type, at));
    }
    if (!(fields.get("text") instanceof String text)) {
      throw RefusedException.of(
          ErrorCode.INVALID_VALUE, at + ".text", "'" + at + ".text' must be a text");
    }
    return Map.of("type", "text", "text", text);
  }
}
