package dev.sluice.codec.jinja;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What can follow {@code is}. */
final class Tests {
  private static final Set<String> NAMES =
      Set.of(
          "defined",
          "undefined",
          "none",
          "boolean",
          "true",
          "false",
          "integer",
          "float",
          "number",
          "string",
          "mapping",
          "iterable",
          "sequence",
          "callable",
          "odd",
          "even",
          "divisibleby",
          "eq",
          "equalto",
          "==",
          "ne",
          "!=",
          "lt",
          "lessthan",
          "<",
          "le",
          "<=",
          "gt",
          "greaterthan",
          ">",
          "ge",
          ">=",
          "in",
          "sameas",
          "lower",
          "upper",
          "escaped",
          "filter",
          "test");

  private Tests() {}

  static boolean holds(String name, Object value, CallArguments arguments) {
    return switch (name) {
      case "defined" -> !(value instanceof Undefined);
      case "undefined" -> value instanceof Undefined;
      case "none" -> value == null;
      case "boolean" -> value instanceof Boolean;
      case "true" -> Boolean.TRUE.equals(value);
      case "false" -> Boolean.FALSE.equals(value);
      case "integer" -> value instanceof Long;
      case "float" -> value instanceof Double;
      case "number" -> Numbers.number(value) != null;
      case "string" -> value instanceof String;
      case "mapping" -> value instanceof Map;
      case "iterable", "sequence" -> isSequence(value);
      case "callable" -> value instanceof Callable;
      case "escaped" -> false;
      case "lower" -> isCase(PythonText.str(value), false);
      case "upper" -> isCase(PythonText.str(value), true);
      case "filter" -> value instanceof String filter && Filters.named(filter) != null;
      case "test" -> value instanceof String test && NAMES.contains(test);
      default -> compares(name, value, arguments);
    };
  }

  private static boolean isSequence(Object value) {
    return value instanceof String
        || value instanceof List
        || value instanceof Map
        || value instanceof Undefined;
  }

  private static boolean isCase(String text, boolean upper) {
    String converted = upper ? text.toUpperCase(Locale.ROOT) : text.toLowerCase(Locale.ROOT);
    return text.equals(converted)
        && text.codePoints().anyMatch(c -> Character.isUpperCase(c) || Character.isLowerCase(c));
  }

  private static boolean compares(String name, Object value, CallArguments arguments) {
    return switch (name) {
      case "odd" -> remainder(value, 2L) == 1;
      case "even" -> remainder(value, 2L) == 0;
      case "divisibleby" -> remainder(value, arguments.require(0, "num")) == 0;
      case "eq", "equalto", "==" -> Values.areEqual(value, arguments.require(0, "other"));
      case "ne", "!=" -> !Values.areEqual(value, arguments.require(0, "other"));
      case "lt", "lessthan", "<" -> Operators.holds("<", value, arguments.require(0, "other"));
      case "le", "<=" -> Operators.holds("<=", value, arguments.require(0, "other"));
      case "gt", "greaterthan", ">" -> Operators.holds(">", value, arguments.require(0, "other"));
      case "ge", ">=" -> Operators.holds(">=", value, arguments.require(0, "other"));
      case "in" -> Values.contains(arguments.require(0, "seq"), value);
      case "sameas" -> isSame(value, arguments.require(0, "other"));
      default -> throw new JinjaError(JinjaError.Kind.SYNTAX, "No test named '" + name + "'.");
    };
  }

  private static double remainder(Object value, Object divisor) {
    Values.throwIfUndefined(value);
    Number number = Numbers.number(value);
    if (number == null || Numbers.number(divisor) == null) {
      throw JinjaError.type("a number is required, not " + PythonText.typeName(value));
    }
    return ((Number) Numbers.apply("%", number, Numbers.number(divisor))).doubleValue();
  }

  /** Identity where Python has one object per value, equality of the same type elsewhere. */
  private static boolean isSame(Object value, Object other) {
    return value == other
        || (value != null
            && other != null
            && value.getClass() == other.getClass()
            && (value instanceof Boolean || value instanceof Long)
            && value.equals(other));
  }
}
