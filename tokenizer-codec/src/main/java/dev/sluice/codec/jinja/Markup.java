package dev.sluice.codec.jinja;

/**
 * Text that a template has called safe to print. With {@code +} it escapes what is joined to it;
 * everything else sees the text.
 */
record Markup(String text) {
  static Object text(Object value) {
    return value instanceof Markup marked ? marked.text : value;
  }

  /** Marks a text as safe, as it is or escaped; what is marked already stays. */
  static Markup of(Object value, boolean escape) {
    if (value instanceof Markup marked) {
      return marked;
    }
    String text = PythonText.str(value);
    return new Markup(escape ? TextFilters.escape(text) : text);
  }

  /** Both joined, the unmarked one escaped; null when one of them is no text. */
  static Markup join(Object left, Object right) {
    boolean texts = text(left) instanceof String && text(right) instanceof String;
    return texts ? new Markup(of(left, true).text + of(right, true).text) : null;
  }
}
