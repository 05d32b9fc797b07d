package dev.sluice.tokenizer.chat;

import dev.sluice.contract.ErrorCode;
import dev.sluice.shell.RefusedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tool calls of earlier assistant messages. OpenAI's wire has the arguments as a string of JSON,
 * templates expect the object that it holds.
 */
final class ToolCalls {
  private static final JsonMapper JSON = JsonMapper.shared();

  private ToolCalls() {}

  static List<Object> withReadArguments(List<?> calls, String at) {
    List<Object> read = new ArrayList<>(calls.size());
    for (int i = 0; i < calls.size(); i++) {
      Object call = calls.get(i);
      if (call instanceof Map<?, ?> fields
          && fields.get("function") instanceof Map<?, ?> function) {
        Map<String, Object> copy = copy(fields);
        copy.put("function", function(function, at + "[" + i + "].function"));
        read.add(copy);
      } else {
        read.add(call);
      }
    }
    return read;
  }

  private static Map<String, Object> function(Map<?, ?> function, String at) {
    Map<String, Object> copy = copy(function);
    if (function.get("arguments") instanceof String arguments) {
      copy.put("arguments", parsed(arguments, at + ".arguments"));
    }
    return copy;
  }

  private static Object parsed(String arguments, String at) {
    try {
      return arguments.isBlank() ? Map.of() : JSON.readValue(arguments, Object.class);
    } catch (JacksonException e) {
      throw RefusedException.of(
          ErrorCode.INVALID_VALUE, at, "'" + at + "' must be a string that holds JSON");
    }
  }

  private static Map<String, Object> copy(Map<?, ?> fields) {
    Map<String, Object> copy = new LinkedHashMap<>();
    fields.forEach((key, value) -> copy.put(String.valueOf(key), value));
    return copy;
  }
}
