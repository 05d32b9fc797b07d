package dev.sluice.codec.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Filters on lists, dicts and missing values. */
final class SequenceFilters {
  private SequenceFilters() {}

  static void addTo(Map<String, Filters.Function> filters) {
    filters.put("default", (e, v, a) -> orDefault(v, a));
    filters.put("d", filters.get("default"));
    filters.put("length", (e, v, a) -> Values.length(v));
    filters.put("count", filters.get("length"));
    filters.put("list", (e, v, a) -> new ArrayList<>(Values.elements(v)));
    filters.put("first", (e, v, a) -> first(Values.elements(v)));
    filters.put("last", (e, v, a) -> last(Values.elements(v)));
    filters.put("reverse", (e, v, a) -> reverse(v));
    filters.put("items", (e, v, a) -> items(v));
    filters.put("dictsort", (e, v, a) -> dictSort(v, a));
    filters.put("join", SequenceFilters::join);
    filters.put("batch", SequenceFilters::batch);
    filters.put("slice", (e, v, a) -> slice(Values.elements(v), a));
    filters.put("attr", (e, v, a) -> attribute(e, v, a));
  }

  private static Object orDefault(Object value, CallArguments arguments) {
    boolean falseToo = arguments.flag(1, "boolean", false);
    boolean replaced = value instanceof Undefined || (falseToo && !Values.isTrue(value));
    return replaced ? arguments.get(0, "default_value", "") : value;
  }

  private static Object first(List<Object> items) {
    return items.isEmpty() ? Undefined.of("No first item, sequence was empty.") : items.getFirst();
  }

  private static Object last(List<Object> items) {
    return items.isEmpty() ? Undefined.of("No last item, sequence was empty.") : items.getLast();
  }

  private static Object reverse(Object value) {
    if (value instanceof String text) {
      return new StringBuilder(text).reverse().toString();
    }
    List<Object> items = new ArrayList<>(Values.elements(value));
    Collections.reverse(items);
    return items;
  }

  private static Object items(Object value) {
    if (value instanceof Undefined) {
      return List.of();
    }
    if (value instanceof Map<?, ?> map) {
      return Attributes.pairs(map);
    }
    throw JinjaError.type("Can only get item pairs from a mapping.");
  }

  private static Object dictSort(Object value, CallArguments arguments) {
    if (!(value instanceof Map<?, ?> map)) {
      throw JinjaError.type("dictsort needs a mapping, not " + PythonText.typeName(value));
    }
    boolean caseSensitive = arguments.flag(0, "case_sensitive", false);
    int place = arguments.text(1, "by", "key").equals("key") ? 0 : 1;
    List<Object> pairs = Attributes.pairs(map);
    pairs.sort(
        SelectionFilters.order(
            pair -> ((Tuple) pair).get(place), caseSensitive, arguments.flag(2, "reverse", false)));
    return pairs;
  }

  private static Object join(Evaluator evaluator, Object value, CallArguments arguments) {
    Object attribute = arguments.get(1, "attribute", null);
    List<Object> texts = new ArrayList<>();
    for (Object item : Values.elements(value)) {
      Object part = attribute == null ? item : SelectionFilters.path(evaluator, item, attribute);
      texts.add(PythonText.str(part));
    }
    String separator = PythonText.str(arguments.get(0, "d", ""));
    return StringMethods.join(separator, texts, evaluator.budget());
  }

  private static Object batch(Evaluator evaluator, Object value, CallArguments arguments) {
    long size = arguments.integer(0, "linecount", 0);
    if (size < 1) {
      throw JinjaError.value("batch needs a positive size, got " + size);
    }
    List<Object> batches = new ArrayList<>();
    List<Object> batch = new ArrayList<>();
    for (Object item : Values.elements(value)) {
      if (batch.size() == size) {
        batches.add(batch);
        batch = new ArrayList<>();
      }
      batch.add(item);
    }
    Object fill = arguments.get(1, "fill_with", null);
    while (fill != null && !batch.isEmpty() && batch.size() < size) {
      evaluator.budget().step();
      batch.add(fill);
    }
    if (!batch.isEmpty()) {
      batches.add(batch);
    }
    return batches;
  }

  private static Object slice(List<Object> items, CallArguments arguments) {
    long slices = arguments.integer(0, "slices", 0);
    if (slices < 1 || slices > 100_000) {
      throw JinjaError.value("slice needs a positive count, got " + slices);
    }
    Object fill = arguments.get(1, "fill_with", null);
    int each = (int) (items.size() / slices);
    int longer = (int) (items.size() % slices);
    List<Object> result = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < slices; i++) {
      int end = start + each + (i < longer ? 1 : 0);
      List<Object> part = new ArrayList<>(items.subList(start, end));
      if (fill != null && i >= longer) {
        part.add(fill);
      }
      result.add(part);
      start = end;
    }
    return result;
  }

  private static Object attribute(Evaluator evaluator, Object value, CallArguments arguments) {
    String name = PythonText.str(arguments.require(0, "name"));
    // Unlike a dot, this filter never looks at keys.
    return value instanceof Map<?, ?> map && map.containsKey(name)
        ? Undefined.attribute(value, name)
        : Attributes.attribute(value, name, evaluator.budget());
  }
}
