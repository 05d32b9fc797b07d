package dev.sluice.codec.jinja;

/** {@code str.format} with plain fields: by place, by number, by name; no format specifications. */
final class BraceFormat {
  private final String format;
  private final CallArguments arguments;
  private final StringBuilder out = new StringBuilder();
  private int position;
  private int nextField;

  private BraceFormat(String format, CallArguments arguments) {
    this.format = format;
    this.arguments = arguments;
  }

  static String format(String format, CallArguments arguments, Budget budget) {
    String text = new BraceFormat(format, arguments).run();
    budget.text(text.length());
    return text;
  }

  private String run() {
    while (position < format.length()) {
      char c = format.charAt(position++);
      boolean doubled = position < format.length() && format.charAt(position) == c;
      if ((c == '{' || c == '}') && doubled) {
        out.append(c);
        position++;
      } else if (c == '{') {
        field();
      } else if (c == '}') {
        throw JinjaError.value("Single '}' encountered in format string");
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private void field() {
    int close = format.indexOf('}', position);
    if (close < 0) {
      throw JinjaError.value("expected '}' before end of string");
    }
    String name = format.substring(position, close);
    position = close + 1;
    boolean representation = name.endsWith("!r");
    String plain =
        representation || name.endsWith("!s") ? name.substring(0, name.length() - 2) : name;
    Object value = value(plain);
    out.append(representation ? PythonText.repr(value) : PythonText.str(value));
  }

  private Object value(String name) {
    if (name.isEmpty() || name.chars().allMatch(c -> c >= '0' && c <= '9')) {
      int index =
          name.isEmpty()
              ? nextField++
              : Integer.parseInt(name.substring(0, Math.min(9, name.length())));
      if (index >= arguments.positional().size()) {
        throw new JinjaError(
            JinjaError.Kind.VALUE,
            "Replacement index " + index + " out of range for positional args tuple");
      }
      return arguments.positional().get(index);
    }
    if (!arguments.keywords().containsKey(name)) {
      throw JinjaError.value("format field '" + name + "' is not supported or has no argument");
    }
    return arguments.keywords().get(name);
  }
}
