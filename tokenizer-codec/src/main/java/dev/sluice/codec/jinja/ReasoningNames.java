package dev.sluice.codec.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A message's reasoning goes by several names. As transformers does, a message that has it under
 * one of them is given it under those that templates read.
 */
final class ReasoningNames {
  private static final String STANDARD = "reasoning_content";
  private static final String HARMONY = "thinking";
  private static final String[] NAMES = {STANDARD, HARMONY, "reasoning"};

  private ReasoningNames() {}

  /**
   * @param messages the variable of that name; anything but a list of objects is left as it is
   */
  static Object complete(Object messages) {
    if (!(messages instanceof List<?> list)) {
      return messages;
    }
    List<Object> completed = new ArrayList<>(list.size());
    for (Object message : list) {
      completed.add(message instanceof Map<?, ?> map ? completed(map) : message);
    }
    return completed;
  }

  private static Map<?, ?> completed(Map<?, ?> message) {
    for (String name : NAMES) {
      Object reasoning = message.get(name);
      if (reasoning != null) {
        Map<Object, Object> copy = new LinkedHashMap<>();
        copy.put(HARMONY, reasoning);
        copy.putAll(message);
        copy.put(STANDARD, reasoning);
        return copy;
      }
    }
    return message;
  }
}
