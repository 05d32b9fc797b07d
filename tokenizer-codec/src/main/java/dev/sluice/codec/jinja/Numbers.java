package dev.sluice.codec.jinja;

/** Python's numbers: 64-bit integers (Python's own have no limit), floats, and booleans as 0, 1. */
final class Numbers {
  private Numbers() {}

  /** The value as a Long or Double, or null when it is no number. */
  static Number number(Object value) {
    return switch (value) {
      case Boolean b -> Long.valueOf(b ? 1 : 0);
      case Long n -> n;
      case Double d -> d;
      case null, default -> null;
    };
  }

  static long integer(Object value, String what) {
    if (number(value) instanceof Long n) {
      return n;
    }
    if (value instanceof Undefined undefined) {
      throw undefined.error();
    }
    throw JinjaError.type(what + " must be an integer, not " + PythonText.typeName(value));
  }

  static int compare(Number left, Number right) {
    return left instanceof Long a && right instanceof Long b
        ? Long.compare(a, b)
        : Double.compare(left.doubleValue() + 0.0, right.doubleValue() + 0.0);
  }

  static Object apply(String operator, Number left, Number right) {
    try {
      if (left instanceof Long a && right instanceof Long b && !operator.equals("/")) {
        return integers(operator, a, b);
      }
      return floats(operator, left.doubleValue(), right.doubleValue());
    } catch (ArithmeticException e) {
      throw JinjaError.value("integer result is too large");
    }
  }

  private static Object integers(String operator, long a, long b) {
    return switch (operator) {
      case "+" -> Math.addExact(a, b);
      case "-" -> Math.subtractExact(a, b);
      case "*" -> Math.multiplyExact(a, b);
      case "//" -> Math.floorDiv(a, divisor(b));
      case "%" -> Math.floorMod(a, divisor(b));
      default -> power(a, b);
    };
  }

  private static long divisor(long b) {
    if (b == 0) {
      throw JinjaError.value("integer division or modulo by zero");
    }
    return b;
  }

  private static Object power(long base, long exponent) {
    if (exponent < 0) {
      return Math.pow(base, exponent);
    }
    return Math.powExact(base, Math.toIntExact(exponent));
  }

  private static Object floats(String operator, double a, double b) {
    if (b == 0 && (operator.equals("/") || operator.equals("//") || operator.equals("%"))) {
      throw JinjaError.value("division by zero");
    }
    return switch (operator) {
      case "+" -> a + b;
      case "-" -> a - b;
      case "*" -> a * b;
      case "/" -> a / b;
      case "//" -> Math.floor(a / b);
      case "%" -> {
        double rest = a % b;
        yield rest != 0 && rest < 0 != b < 0 ? rest + b : rest;
      }
      default -> Math.pow(a, b);
    };
  }
}
