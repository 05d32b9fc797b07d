package dev.sluice.codec.jinja;

/** A value that is not there: empty when printed, an error when used. */
record Undefined(String message, JinjaError.Kind kind) {

  static Undefined variable(String name) {
    return new Undefined("'" + name + "' is undefined", JinjaError.Kind.UNDEFINED);
  }

  static Undefined of(String message) {
    return new Undefined(message, JinjaError.Kind.UNDEFINED);
  }

  static Undefined attribute(Object owner, String name) {
    String type = owner == null ? "'None'" : "'" + PythonText.typeName(owner) + " object'";
    return of(type + " has no attribute '" + name + "'");
  }

  static Undefined element(Object owner, Object index) {
    String type = owner == null ? "None" : PythonText.typeName(owner) + " object";
    return of(type + " has no element " + PythonText.repr(index));
  }

  /** What the sandbox answers for a method that would change a value. */
  static Undefined unsafe(Object owner, String name) {
    return new Undefined(
        "access to attribute '"
            + name
            + "' of '"
            + PythonText.typeName(owner)
            + "' object is unsafe.",
        JinjaError.Kind.SECURITY);
  }

  JinjaError error() {
    return new JinjaError(kind, message);
  }
}
