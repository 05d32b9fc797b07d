package dev.sluice.codec.jinja;

import java.util.ArrayList;
import java.util.List;

/** Arithmetic and comparison, as Python's operators do them on each type. */
final class Operators {
  private final Budget budget;

  Operators(Budget budget) {
    this.budget = budget;
  }

  static boolean holds(String operator, Object left, Object right) {
    return switch (operator) {
      case "==" -> Values.areEqual(left, right);
      case "!=" -> !Values.areEqual(left, right);
      case "in" -> Values.contains(right, left);
      case "not in" -> !Values.contains(right, left);
      case "<" -> Values.compare(left, right, operator) < 0;
      case "<=" -> Values.compare(left, right, operator) <= 0;
      case ">" -> Values.compare(left, right, operator) > 0;
      default -> Values.compare(left, right, operator) >= 0;
    };
  }

  Object negate(Object value) {
    Number number = operand(value, "unary -");
    return number instanceof Double d ? (Object) (-d) : Numbers.apply("-", 0L, number);
  }

  Object positive(Object value) {
    return operand(value, "unary +");
  }

  private static Number operand(Object value, String operator) {
    Values.throwIfUndefined(value);
    Number number = Numbers.number(value);
    if (number == null) {
      throw JinjaError.type(
          "bad operand type for " + operator + ": '" + PythonText.typeName(value) + "'");
    }
    return number;
  }

  Object apply(String operator, Object left, Object right) {
    if (left instanceof Markup || right instanceof Markup) {
      Markup joined = operator.equals("+") ? Markup.join(left, right) : null;
      budget.text(joined == null ? 0 : joined.text().length());
      return joined != null ? joined : apply(operator, Markup.text(left), Markup.text(right));
    }
    Number a = Numbers.number(left);
    Number b = Numbers.number(right);
    if (a != null && b != null) {
      return Numbers.apply(operator, a, b);
    }
    Values.throwIfUndefined(left);
    Values.throwIfUndefined(right);
    if (operator.equals("+")) {
      return add(left, right);
    }
    if (operator.equals("*")) {
      return b instanceof Long n ? repeat(left, n) : repeatRight(left, right);
    }
    if (operator.equals("%") && left instanceof String format) {
      return PercentFormat.format(format, right, budget);
    }
    throw unsupported(operator, left, right);
  }

  private Object add(Object left, Object right) {
    if (left instanceof String x && right instanceof String y) {
      budget.text((long) x.length() + y.length());
      return x + y;
    }
    boolean lists = left instanceof List && right instanceof List;
    if (lists && left instanceof Tuple == right instanceof Tuple) {
      List<Object> joined = new ArrayList<>(Values.elements(left));
      joined.addAll(Values.elements(right));
      budget.steps(joined.size());
      return left instanceof Tuple ? new Tuple(joined) : joined;
    }
    if (left instanceof String) {
      throw JinjaError.type(
          "can only concatenate str (not \"" + PythonText.typeName(right) + "\") to str");
    }
    if (left instanceof List) {
      String type = PythonText.typeName(left);
      throw JinjaError.type(
          "can only concatenate %s (not \"%s\") to %s"
              .formatted(type, PythonText.typeName(right), type));
    }
    throw unsupported("+", left, right);
  }

  private Object repeatRight(Object left, Object right) {
    if (Numbers.number(left) instanceof Long n) {
      return repeat(right, n);
    }
    throw unsupported("*", left, right);
  }

  private Object repeat(Object value, long count) {
    int times = (int) Math.clamp(count, 0, Integer.MAX_VALUE);
    if (value instanceof String text) {
      budget.text((long) text.length() * times);
      return text.repeat(times);
    }
    if (!(value instanceof List<?> list)) {
      throw unsupported("*", value, count);
    }
    budget.steps((long) list.size() * times);
    List<Object> repeated = new ArrayList<>(list.size() * times);
    for (int i = 0; i < times && !list.isEmpty(); i++) {
      repeated.addAll(list);
    }
    return value instanceof Tuple ? new Tuple(repeated) : repeated;
  }

  private static JinjaError unsupported(String operator, Object left, Object right) {
    String name = operator.equals("**") ? "** or pow()" : operator;
    return JinjaError.type(
        "unsupported operand type(s) for %s: '%s' and '%s'"
            .formatted(name, PythonText.typeName(left), PythonText.typeName(right)));
  }
}
