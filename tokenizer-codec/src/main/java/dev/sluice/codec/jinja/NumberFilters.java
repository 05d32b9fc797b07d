package dev.sluice.codec.jinja;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

/** Filters that give numbers. */
final class NumberFilters {
  private NumberFilters() {}

  static void addTo(Map<String, Filters.Function> filters) {
    filters.put("int", (e, v, a) -> integer(v, a));
    filters.put("float", (e, v, a) -> real(v, a.get(0, "default", 0.0)));
    filters.put("abs", (e, v, a) -> abs(v));
    filters.put("round", (e, v, a) -> round(v, a));
    filters.put("sum", NumberFilters::sum);
  }

  private static Object integer(Object value, CallArguments arguments) {
    Object otherwise = arguments.get(0, "default", 0L);
    return switch (value) {
      case Boolean b -> b ? 1L : 0L;
      case Long n -> n;
      case Double d -> Double.isFinite(d) ? (Object) d.longValue() : otherwise;
      case String text -> parsed(text, (int) arguments.integer(1, "base", 10), otherwise);
      case Undefined undefined -> throw undefined.error();
      case null, default -> otherwise;
    };
  }

  private static Object parsed(String text, int base, Object otherwise) {
    String digits = PythonText.strip(text, null, true, true).replace("_", "");
    if (base == 16 && digits.startsWith("0x")) {
      digits = digits.substring(2);
    }
    try {
      return Long.parseLong(digits, Math.clamp(base, Character.MIN_RADIX, Character.MAX_RADIX));
    } catch (NumberFormatException notAnInteger) {
      Object real = real(digits, null);
      return real instanceof Double d && Double.isFinite(d) ? (Object) d.longValue() : otherwise;
    }
  }

  private static Object real(Object value, Object otherwise) {
    Values.throwIfUndefined(value);
    Number number = Numbers.number(value);
    if (number != null) {
      return number.doubleValue();
    }
    try {
      String text = value instanceof String s ? PythonText.strip(s, null, true, true) : "";
      boolean javaOnly = text.endsWith("f") || text.endsWith("d") || text.startsWith("0x");
      return javaOnly ? otherwise : (Object) Double.valueOf(text);
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  private static Object abs(Object value) {
    return switch (Numbers.number(value)) {
      case Long n -> Numbers.apply("*", n, n < 0 ? -1L : 1L);
      case Double d -> Math.abs(d);
      case null, default -> {
        Values.throwIfUndefined(value);
        throw JinjaError.type("bad operand type for abs(): '" + PythonText.typeName(value) + "'");
      }
    };
  }

  private static Object round(Object value, CallArguments arguments) {
    int precision = (int) Math.clamp(arguments.integer(0, "precision", 0), -400, 400);
    String method = arguments.text(1, "method", "common");
    Number number = Numbers.number(value);
    if (number == null) {
      Values.throwIfUndefined(value);
      throw JinjaError.type("type " + PythonText.typeName(value) + " doesn't define __round__");
    }
    RoundingMode mode =
        switch (method) {
          case "common" -> RoundingMode.HALF_EVEN;
          case "ceil" -> RoundingMode.CEILING;
          case "floor" -> RoundingMode.FLOOR;
          default -> throw JinjaError.value("method must be common, ceil or floor");
        };
    if (number instanceof Long n && method.equals("common")) {
      return BigDecimal.valueOf(n).setScale(Math.min(precision, 0), mode).longValue();
    }
    double d = number.doubleValue();
    return Double.isFinite(d) ? new BigDecimal(d).setScale(precision, mode).doubleValue() : d;
  }

  private static Object sum(Evaluator evaluator, Object value, CallArguments arguments) {
    Object attribute = arguments.get(0, "attribute", null);
    Object sum = arguments.get(1, "start", 0L);
    Operators operators = new Operators(evaluator.budget());
    for (Object item : Values.elements(value)) {
      Object part = attribute == null ? item : SelectionFilters.path(evaluator, item, attribute);
      sum = operators.apply("+", sum, part);
    }
    return sum;
  }
}
