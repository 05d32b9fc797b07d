package dev.sluice.codec.jinja;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Filters that choose, map or order the elements of a list. */
final class SelectionFilters {
  private SelectionFilters() {}

  static void addTo(Map<String, Filters.Function> filters) {
    filters.put("map", SelectionFilters::map);
    filters.put("select", (e, v, a) -> select(e, v, null, a, true));
    filters.put("reject", (e, v, a) -> select(e, v, null, a, false));
    filters.put("selectattr", (e, v, a) -> selectByAttribute(e, v, a, true));
    filters.put("rejectattr", (e, v, a) -> selectByAttribute(e, v, a, false));
    filters.put("sort", SelectionFilters::sort);
    filters.put("unique", SelectionFilters::unique);
    filters.put("groupby", SelectionFilters::groupBy);
    filters.put("min", (e, v, a) -> extreme(e, v, a, false));
    filters.put("max", (e, v, a) -> extreme(e, v, a, true));
  }

  /** An attribute by a dotted path; numbers in it are indices. */
  static Object path(Evaluator evaluator, Object value, Object path) {
    if (!(path instanceof String dotted)) {
      return Attributes.item(value, path, evaluator.budget());
    }
    Object result = value;
    for (String part : dotted.split("\\.", -1)) {
      boolean index = StringMethods.all(part, c -> c >= '0' && c <= '9') && part.length() < 10;
      Object key = index ? (Object) Long.valueOf(part) : part;
      result = Attributes.item(result, key, evaluator.budget());
    }
    return result;
  }

  private static Object map(Evaluator evaluator, Object value, CallArguments arguments) {
    List<Object> mapped = new ArrayList<>();
    Object attribute = arguments.keywords().get("attribute");
    if (arguments.positional().isEmpty() && attribute == null) {
      throw JinjaError.type("map requires a filter argument");
    }
    for (Object item : elementsIfTrue(value)) {
      if (arguments.positional().isEmpty()) {
        Object found = path(evaluator, item, attribute);
        boolean replaced =
            found instanceof Undefined && arguments.keywords().containsKey("default");
        mapped.add(replaced ? arguments.keywords().get("default") : found);
      } else {
        String filter = PythonText.str(arguments.positional().getFirst());
        mapped.add(evaluator.filter(filter, item, arguments.from(1)));
      }
    }
    return mapped;
  }

  private static Object selectByAttribute(
      Evaluator evaluator, Object value, CallArguments arguments, boolean wanted) {
    Object attribute = arguments.require(0, "attribute");
    return select(evaluator, value, attribute, arguments.from(1), wanted);
  }

  private static Object select(
      Evaluator evaluator, Object value, Object attribute, CallArguments test, boolean wanted) {
    List<Object> selected = new ArrayList<>();
    for (Object item : elementsIfTrue(value)) {
      evaluator.budget().step();
      Object tested = attribute == null ? item : path(evaluator, item, attribute);
      boolean holds =
          test.positional().isEmpty()
              ? Values.isTrue(tested)
              : evaluator.test(PythonText.str(test.positional().getFirst()), tested, test.from(1));
      if (holds == wanted) {
        selected.add(item);
      }
    }
    return selected;
  }

  /** These filters do not look into what is false, such as none or an undefined value. */
  private static List<Object> elementsIfTrue(Object value) {
    return Values.isTrue(value) ? Values.elements(value) : List.of();
  }

  /** Several attributes, separated by commas, are compared one after the other. */
  private static UnaryOperator<Object> key(Evaluator evaluator, Object attribute) {
    if (attribute instanceof String names && names.indexOf(',') >= 0) {
      return item -> {
        List<Object> parts = new ArrayList<>();
        for (String name : names.split(",", -1)) {
          parts.add(folded(path(evaluator, item, name), false));
        }
        return parts;
      };
    }
    return attribute == null ? item -> item : item -> path(evaluator, item, attribute);
  }

  private static Object folded(Object key, boolean caseSensitive) {
    return key instanceof String text && !caseSensitive ? text.toLowerCase(Locale.ROOT) : key;
  }

  static Comparator<Object> order(
      UnaryOperator<Object> key, boolean caseSensitive, boolean reverse) {
    Comparator<Object> order =
        (a, b) -> {
          Object left = folded(key.apply(a), caseSensitive);
          Object right = folded(key.apply(b), caseSensitive);
          // Python sorts by lists of keys, which ask for equality first.
          return Values.areEqual(left, right) ? 0 : Values.compare(left, right, "<");
        };
    return reverse ? order.reversed() : order;
  }

  private static Object sort(Evaluator evaluator, Object value, CallArguments arguments) {
    List<Object> items = new ArrayList<>(Values.elements(value));
    evaluator.budget().steps(items.size());
    items.sort(
        order(
            key(evaluator, arguments.get(2, "attribute", null)),
            arguments.flag(1, "case_sensitive", false),
            arguments.flag(0, "reverse", false)));
    return items;
  }

  private static Object unique(Evaluator evaluator, Object value, CallArguments arguments) {
    boolean caseSensitive = arguments.flag(0, "case_sensitive", false);
    UnaryOperator<Object> key = key(evaluator, arguments.get(1, "attribute", null));
    Map<Object, Object> firsts = new LinkedHashMap<>();
    for (Object item : Values.elements(value)) {
      firsts.putIfAbsent(folded(key.apply(item), caseSensitive), item);
    }
    return new ArrayList<>(firsts.values());
  }

  private static Object groupBy(Evaluator evaluator, Object value, CallArguments arguments) {
    UnaryOperator<Object> key = key(evaluator, arguments.require(0, "attribute"));
    boolean caseSensitive = arguments.flag(2, "case_sensitive", false);
    List<Object> items = new ArrayList<>(Values.elements(value));
    items.sort(order(key, caseSensitive, false));
    Map<Object, List<Object>> groups = new LinkedHashMap<>();
    for (Object item : items) {
      groups
          .computeIfAbsent(folded(key.apply(item), caseSensitive), k -> new ArrayList<>())
          .add(item);
    }
    List<Object> result = new ArrayList<>();
    groups.forEach((k, group) -> result.add(Tuple.of(key.apply(group.getFirst()), group)));
    return result;
  }

  private static Object extreme(
      Evaluator evaluator, Object value, CallArguments arguments, boolean largest) {
    Comparator<Object> order =
        order(
            key(evaluator, arguments.get(1, "attribute", null)),
            arguments.flag(0, "case_sensitive", false),
            false);
    List<Object> items = Values.elements(value);
    if (items.isEmpty()) {
      return Undefined.of("No aggregated item, sequence was empty.");
    }
    Object best = items.getFirst();
    for (Object item : items) {
      int sign = order.compare(item, best);
      best = (largest ? sign > 0 : sign < 0) ? item : best;
    }
    return best;
  }
}
