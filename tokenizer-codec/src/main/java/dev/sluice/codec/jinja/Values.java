package dev.sluice.codec.jinja;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Python's rules for truth, equality, order and iteration, over {@code null}, Boolean, Long,
 * Double, String, List, Map and the few kinds of this package.
 */
final class Values {
  private Values() {}

  /** A caller's value in the kinds used here, copied so that nothing outside changes it. */
  static Object of(Object value) {
    return switch (value) {
      case Integer n -> n.longValue();
      case Short n -> n.longValue();
      case Byte n -> n.longValue();
      case Float n -> n.doubleValue();
      case Map<?, ?> map -> {
        Map<Object, Object> copy = LinkedHashMap.newLinkedHashMap(map.size());
        map.forEach((key, each) -> copy.put(of(key), of(each)));
        yield copy;
      }
      case Collection<?> items -> {
        List<Object> copy = new ArrayList<>(items.size());
        items.forEach(each -> copy.add(of(each)));
        yield copy;
      }
      case Number n when !(n instanceof Long || n instanceof Double) -> wide(n);
      case CharSequence text -> text.toString();
      case null, default -> value;
    };
  }

  private static Object wide(Number number) {
    return number instanceof BigInteger integer && integer.bitLength() < 64
        ? (Object) integer.longValue()
        : (Object) number.doubleValue();
  }

  static boolean isTrue(Object value) {
    return switch (value) {
      case null -> false;
      case Boolean b -> b;
      case Long n -> n != 0;
      case Double d -> d != 0;
      case String s -> !s.isEmpty();
      case List<?> l -> !l.isEmpty();
      case Map<?, ?> m -> !m.isEmpty();
      case Undefined u -> false;
      default -> true;
    };
  }

  static boolean areEqual(Object left, Object right) {
    Number a = Numbers.number(left);
    Number b = Numbers.number(right);
    if (a != null && b != null) {
      return Numbers.compare(a, b) == 0;
    }
    if (left instanceof Undefined) {
      return right instanceof Undefined;
    }
    if (left instanceof List<?> x && right instanceof List<?> y) {
      return left instanceof Tuple == right instanceof Tuple && areEqualLists(x, y);
    }
    if (left instanceof Map<?, ?> x && right instanceof Map<?, ?> y) {
      return areEqualDicts(x, y);
    }
    return left == null ? right == null : left.equals(right);
  }

  private static boolean areEqualLists(List<?> left, List<?> right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      if (!areEqual(left.get(i), right.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean areEqualDicts(Map<?, ?> left, Map<?, ?> right) {
    return left.size() == right.size()
        && left.entrySet().stream()
            .allMatch(
                entry ->
                    right.containsKey(entry.getKey())
                        && areEqual(entry.getValue(), right.get(entry.getKey())));
  }

  /** Order of two values; the operator is for the message when they have none. */
  static int compare(Object left, Object right, String operator) {
    Number a = Numbers.number(left);
    Number b = Numbers.number(right);
    if (a != null && b != null) {
      return Numbers.compare(a, b);
    }
    if (left instanceof String x && right instanceof String y) {
      return compareTexts(x, y);
    }
    if (left instanceof List<?> x && right instanceof List<?> y) {
      return compareLists(x, y, operator);
    }
    throwIfUndefined(left);
    throwIfUndefined(right);
    throw JinjaError.type(
        "'%s' not supported between instances of '%s' and '%s'"
            .formatted(operator, PythonText.typeName(left), PythonText.typeName(right)));
  }

  /** By code point, unlike Java's own order. */
  private static int compareTexts(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      if (left.charAt(i) != right.charAt(i)) {
        return Integer.compare(left.codePointAt(i), right.codePointAt(i));
      }
    }
    return Integer.compare(left.length(), right.length());
  }

  private static int compareLists(List<?> left, List<?> right, String operator) {
    int length = Math.min(left.size(), right.size());
    for (int i = 0; i < length; i++) {
      if (!areEqual(left.get(i), right.get(i))) {
        return compare(left.get(i), right.get(i), operator);
      }
    }
    return Integer.compare(left.size(), right.size());
  }

  static void throwIfUndefined(Object value) {
    if (value instanceof Undefined undefined) {
      throw undefined.error();
    }
  }

  static boolean contains(Object container, Object item) {
    return switch (container) {
      case String text -> {
        if (!(item instanceof String part)) {
          throwIfUndefined(item);
          throw JinjaError.type(
              "'in <string>' requires string as left operand, not " + PythonText.typeName(item));
        }
        yield text.contains(part);
      }
      case Map<?, ?> map -> map.containsKey(item);
      case List<?> list -> list.stream().anyMatch(each -> areEqual(each, item));
      case Undefined u -> false;
      case null, default ->
          throw JinjaError.type(
              "argument of type '" + PythonText.typeName(container) + "' is not iterable");
    };
  }

  /** The elements that a loop would see. */
  static List<Object> elements(Object value) {
    return switch (value) {
      case String text -> PythonText.characters(text);
      case List<?> list -> asObjects(list);
      case Map<?, ?> map -> new ArrayList<>(map.keySet());
      case Undefined u -> List.of();
      case null, default ->
          throw JinjaError.type("'" + PythonText.typeName(value) + "' object is not iterable");
    };
  }

  @SuppressWarnings("unchecked") // lists here hold any value and are never changed
  private static List<Object> asObjects(List<?> list) {
    return (List<Object>) list;
  }

  static long length(Object value) {
    return switch (value) {
      case String text -> PythonText.length(text);
      case List<?> list -> list.size();
      case Map<?, ?> map -> map.size();
      case Undefined u -> 0;
      case null, default ->
          throw JinjaError.type("object of type '" + PythonText.typeName(value) + "' has no len()");
    };
  }
}
