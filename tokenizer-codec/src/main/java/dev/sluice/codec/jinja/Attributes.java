package dev.sluice.codec.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code value.name} and {@code value[index]}. A dot finds methods before keys, brackets the other
 * way round; methods that change a value are refused, as in the immutable sandbox.
 */
final class Attributes {
  private static final Set<String> LIST_CHANGES =
      Set.of("append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort");
  private static final Set<String> DICT_CHANGES =
      Set.of("clear", "pop", "popitem", "setdefault", "update");

  private Attributes() {}

  static Object attribute(Object target, String name, Budget budget) {
    if (target instanceof Namespace namespace) {
      return attributeOf(namespace, name);
    }
    if (target instanceof LoopState loop) {
      return loop.attribute(name);
    }
    Object method = method(target, name, budget);
    if (method != null) {
      return method;
    }
    if (target instanceof Map<?, ?> map && map.containsKey(name)) {
      return map.get(name);
    }
    return Undefined.attribute(target, name);
  }

  static Object item(Object target, Object index, Budget budget) {
    switch (target) {
      case Undefined undefined -> throw undefined.error();
      case Map<?, ?> map when map.containsKey(index) -> {
        return map.get(index);
      }
      case List<?> list when Numbers.number(index) instanceof Long n -> {
        long at = n < 0 ? n + list.size() : n;
        return at >= 0 && at < list.size() ? list.get((int) at) : Undefined.element(target, n);
      }
      case String text when Numbers.number(index) instanceof Long n -> {
        return character(text, n);
      }
      case null, default -> {
        return index instanceof String name
            ? attribute(target, name, budget)
            : Undefined.element(target, index);
      }
    }
  }

  /** An attribute may be none, which is not the same as not being there. */
  private static Object attributeOf(Namespace namespace, String name) {
    return namespace.attributes.containsKey(name)
        ? namespace.attributes.get(name)
        : Undefined.attribute(namespace, name);
  }

  private static Object character(String text, long index) {
    int length = PythonText.length(text);
    long at = index < 0 ? index + length : index;
    if (at < 0 || at >= length) {
      return Undefined.of("str object has no element " + index);
    }
    int start = text.offsetByCodePoints(0, (int) at);
    return Character.toString(text.codePointAt(start));
  }

  /** A method or built-in attribute, or null. */
  private static Object method(Object target, String name, Budget budget) {
    return switch (target) {
      case Undefined undefined -> throw undefined.error();
      case String text -> StringMethods.named(text, name, budget);
      case Map<?, ?> map ->
          DICT_CHANGES.contains(name) ? Undefined.unsafe(map, name) : dictMethod(map, name);
      case List<?> list ->
          !(list instanceof Tuple) && LIST_CHANGES.contains(name)
              ? Undefined.unsafe(list, name)
              : listMethod(list, name);
      case Macro macro when name.equals("name") -> macro.name();
      case null, default -> null;
    };
  }

  private static Callable dictMethod(Map<?, ?> map, String name) {
    return switch (name) {
      case "items" -> arguments -> pairs(map);
      case "keys" -> arguments -> new ArrayList<Object>(map.keySet());
      case "values" -> arguments -> new ArrayList<Object>(map.values());
      case "copy" -> arguments -> map;
      case "get" -> arguments -> get(map, arguments);
      default -> null;
    };
  }

  private static Object get(Map<?, ?> map, CallArguments arguments) {
    Object key = arguments.require(0, "key");
    return map.containsKey(key) ? map.get(key) : arguments.get(1, "default", null);
  }

  static List<Object> pairs(Map<?, ?> map) {
    List<Object> pairs = new ArrayList<>(map.size());
    map.forEach((key, value) -> pairs.add(Tuple.of(key, value)));
    return pairs;
  }

  private static Callable listMethod(List<?> list, String name) {
    return switch (name) {
      case "index" -> arguments -> index(list, arguments.require(0, "value"));
      case "count" ->
          arguments -> {
            Object wanted = arguments.require(0, "value");
            return list.stream().filter(each -> Values.areEqual(each, wanted)).count();
          };
      case "copy" -> arguments -> list;
      default -> null;
    };
  }

  private static Object index(List<?> list, Object wanted) {
    for (int i = 0; i < list.size(); i++) {
      if (Values.areEqual(list.get(i), wanted)) {
        return (long) i;
      }
    }
    throw JinjaError.value(PythonText.repr(wanted) + " is not in list");
  }
}
