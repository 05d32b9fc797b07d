package dev.sluice.codec.jinja;

import java.util.List;
import java.util.Map;

/** Evaluated arguments of a call. */
record CallArguments(List<Object> positional, Map<String, Object> keywords) {
  static final CallArguments NONE = new CallArguments(List.of(), Map.of());

  boolean has(int index, String name) {
    return index < positional.size() || keywords.containsKey(name);
  }

  /** An argument by place or name, or the default. */
  Object get(int index, String name, Object otherwise) {
    return index < positional.size()
        ? positional.get(index)
        : keywords.getOrDefault(name, otherwise);
  }

  Object require(int index, String name) {
    if (!has(index, name)) {
      throw JinjaError.type("missing required argument '" + name + "'");
    }
    return get(index, name, null);
  }

  String text(int index, String name, String otherwise) {
    Object value = get(index, name, otherwise);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw JinjaError.type("argument '" + name + "' must be str, not " + PythonText.typeName(value));
  }

  long integer(int index, String name, long otherwise) {
    Object value = get(index, name, null);
    return value == null ? otherwise : Numbers.integer(value, "argument '" + name + "'");
  }

  boolean flag(int index, String name, boolean otherwise) {
    return Values.isTrue(get(index, name, otherwise));
  }

  /** The arguments after the first ones. */
  CallArguments from(int index) {
    int size = positional.size();
    return new CallArguments(positional.subList(Math.min(index, size), size), keywords);
  }
}
