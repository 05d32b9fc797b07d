package dev.sluice.codec.jinja;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** {@code json.dumps}, as the {@code tojson} of chat templates calls it: no HTML escaping. */
final class JsonText {
  private final boolean asciiOnly;
  private final String indent;
  private final boolean sortKeys;
  private final String itemSeparator;
  private final String keySeparator;
  private final Budget budget;
  private final StringBuilder out = new StringBuilder();

  private JsonText(CallArguments arguments, Budget budget) {
    this.budget = budget;
    this.asciiOnly = arguments.flag(0, "ensure_ascii", false);
    this.indent = indent(arguments.get(1, "indent", null), budget);
    this.sortKeys = arguments.flag(3, "sort_keys", false);
    Object separators = arguments.get(2, "separators", null);
    if (separators instanceof List<?> pair && pair.size() == 2) {
      this.itemSeparator = PythonText.str(pair.get(0));
      this.keySeparator = PythonText.str(pair.get(1));
    } else {
      this.itemSeparator = indent == null ? ", " : ",";
      this.keySeparator = ": ";
    }
  }

  /** Arguments in the order of transformers: ensure_ascii, indent, separators, sort_keys. */
  static String write(Object value, CallArguments arguments, Budget budget) {
    JsonText json = new JsonText(arguments, budget);
    json.value(value, 0);
    return json.out.toString();
  }

  private static String indent(Object indent, Budget budget) {
    if (indent == null || indent instanceof String) {
      return (String) indent;
    }
    int width = (int) Math.clamp(Numbers.integer(indent, "indent"), 0, Integer.MAX_VALUE);
    budget.text(width);
    return " ".repeat(width);
  }

  private void value(Object value, int depth) {
    budget.step();
    budget.output(out.length(), 0);
    switch (value) {
      case null -> out.append("null");
      case Boolean b -> out.append(b ? "true" : "false");
      case Double d -> out.append(number(d));
      case Long n -> out.append(n.longValue());
      case String text -> string(text);
      case List<?> list -> list(list, depth);
      case Map<?, ?> map -> object(map, depth);
      default ->
          throw JinjaError.type(
              "Object of type " + PythonText.typeName(value) + " is not JSON serializable");
    }
  }

  private static String number(double d) {
    if (Double.isNaN(d)) {
      return "NaN";
    }
    return Double.isInfinite(d) ? (d > 0 ? "Infinity" : "-Infinity") : PythonText.repr(d);
  }

  private void list(List<?> list, int depth) {
    if (list.isEmpty()) {
      out.append("[]");
      return;
    }
    String before = "[";
    for (Object each : list) {
      out.append(before);
      newLine(depth + 1);
      value(each, depth + 1);
      before = itemSeparator;
    }
    newLine(depth);
    out.append(']');
  }

  private void object(Map<?, ?> map, int depth) {
    if (map.isEmpty()) {
      out.append("{}");
      return;
    }
    List<? extends Map.Entry<?, ?>> entries = List.copyOf(map.entrySet());
    if (sortKeys) {
      Comparator<Map.Entry<?, ?>> byKey = (a, b) -> Values.compare(a.getKey(), b.getKey(), "<");
      entries = entries.stream().sorted(byKey).toList();
    }
    String before = "{";
    for (Map.Entry<?, ?> entry : entries) {
      out.append(before);
      newLine(depth + 1);
      string(key(entry.getKey()));
      out.append(keySeparator);
      value(entry.getValue(), depth + 1);
      before = itemSeparator;
    }
    newLine(depth);
    out.append('}');
  }

  private static String key(Object key) {
    return switch (key) {
      case null -> "null";
      case Boolean b -> b ? "true" : "false";
      case Double d -> number(d);
      case String text -> text;
      case Long n -> n.toString();
      default ->
          throw JinjaError.type(
              "keys must be str, int, float, bool or None, not " + PythonText.typeName(key));
    };
  }

  private void newLine(int depth) {
    if (indent != null) {
      budget.output(out.length(), (long) indent.length() * depth);
      out.append('\n').repeat(indent, depth);
    }
  }

  private void string(String text) {
    budget.output(out.length(), text.length());
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      character(text.charAt(i));
    }
    out.append('"');
  }

  private void character(char c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case '\f' -> out.append("\\f");
      case '\b' -> out.append("\\b");
      default -> {
        if (c < 0x20 || (asciiOnly && c > 0x7E)) {
          out.append(String.format("\\u%04x", (int) c));
        } else {
          out.append(c);
        }
      }
    }
  }
}
