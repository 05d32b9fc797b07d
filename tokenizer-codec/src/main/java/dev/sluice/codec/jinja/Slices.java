package dev.sluice.codec.jinja;

import java.util.ArrayList;
import java.util.List;

/** Python's {@code value[start:stop:step]}. */
final class Slices {
  private Slices() {}

  static Object slice(Object value, Object start, Object stop, Object step) {
    Values.throwIfUndefined(value);
    if (value instanceof String text) {
      StringBuilder out = new StringBuilder();
      pick(PythonText.characters(text), start, stop, step).forEach(c -> out.append((String) c));
      return out.toString();
    }
    if (!(value instanceof List<?>)) {
      throw JinjaError.type("'" + PythonText.typeName(value) + "' object is not subscriptable");
    }
    List<Object> picked = pick(Values.elements(value), start, stop, step);
    return value instanceof Tuple ? new Tuple(picked) : picked;
  }

  private static List<Object> pick(List<Object> items, Object start, Object stop, Object step) {
    long by = part(step, 1);
    if (by == 0) {
      throw JinjaError.value("slice step cannot be zero");
    }
    int size = items.size();
    long low = by > 0 ? 0 : -1;
    long high = by > 0 ? size : size - 1;
    long from = start == null ? (by > 0 ? low : high) : clamp(part(start, 0), size, low, high);
    long to = stop == null ? (by > 0 ? high : low) : clamp(part(stop, 0), size, low, high);
    List<Object> picked = new ArrayList<>();
    // Steps are cut to the size so that adding one cannot overflow.
    long stride = Math.clamp(by, -(long) size - 1, (long) size + 1);
    for (long i = from; stride > 0 ? i < to : i > to; i += stride) {
      picked.add(items.get((int) i));
    }
    return picked;
  }

  private static long part(Object value, long otherwise) {
    return value == null ? otherwise : Numbers.integer(value, "slice indices");
  }

  private static long clamp(long index, int size, long low, long high) {
    return Math.clamp(index < 0 ? index + size : index, low, high);
  }
}
