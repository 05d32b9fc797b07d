package dev.sluice.codec.jinja;

/** An error inside a template, of the kind Python would raise. Mapped at the room's door. */
final class JinjaError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  enum Kind {
    SYNTAX,
    UNDEFINED,
    TYPE,
    VALUE,
    SECURITY,
    LIMIT,
    REFUSED
  }

  private final Kind kind;

  JinjaError(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  static JinjaError type(String message) {
    return new JinjaError(Kind.TYPE, message);
  }

  static JinjaError value(String message) {
    return new JinjaError(Kind.VALUE, message);
  }

  static JinjaError syntax(String message, int line) {
    return new JinjaError(Kind.SYNTAX, message + " (line " + line + ")");
  }

  Kind kind() {
    return kind;
  }
}
