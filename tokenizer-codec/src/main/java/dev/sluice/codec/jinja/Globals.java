package dev.sluice.codec.jinja;

import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The functions every chat template can call. */
final class Globals {
  /** The bound that Jinja's sandbox puts on ranges. */
  private static final long MAX_RANGE = 100_000;

  private Globals() {}

  static void addTo(Scope scope, Clock clock) {
    scope.set("range", (Callable) Globals::range);
    scope.set("dict", (Callable) Globals::dict);
    scope.set("namespace", (Callable) Globals::namespace);
    scope.set("cycler", (Callable) Cycling::cycler);
    scope.set("joiner", (Callable) Cycling::joiner);
    scope.set("raise_exception", (Callable) Globals::refuse);
    scope.set("strftime_now", (Callable) a -> now(a, clock));
  }

  private static Object range(CallArguments arguments) {
    List<Object> bounds = arguments.positional();
    if (bounds.isEmpty() || bounds.size() > 3) {
      throw JinjaError.type("range expected 1 to 3 arguments, got " + bounds.size());
    }
    long first = Numbers.integer(bounds.get(0), "range argument");
    long start = bounds.size() == 1 ? 0 : first;
    long stop = bounds.size() == 1 ? first : Numbers.integer(bounds.get(1), "range argument");
    long step = bounds.size() < 3 ? 1 : Numbers.integer(bounds.get(2), "range argument");
    if (step == 0) {
      throw JinjaError.value("range() arg 3 must not be zero");
    }
    List<Object> values = new ArrayList<>();
    for (long i = start; step > 0 ? i < stop : i > stop; i += step) {
      if (values.size() == MAX_RANGE) {
        throw new JinjaError(
            JinjaError.Kind.LIMIT,
            "Range too big. The sandbox blocks ranges larger than MAX_RANGE (" + MAX_RANGE + ").");
      }
      values.add(i);
    }
    return values;
  }

  private static Object dict(CallArguments arguments) {
    Map<Object, Object> dict = new LinkedHashMap<>();
    if (!arguments.positional().isEmpty()) {
      Object first = arguments.positional().getFirst();
      if (first instanceof Map<?, ?> map) {
        dict.putAll(map);
      } else {
        Values.elements(first).forEach(pair -> put(dict, Values.elements(pair)));
      }
    }
    dict.putAll(arguments.keywords());
    return dict;
  }

  private static void put(Map<Object, Object> dict, List<Object> pair) {
    if (pair.size() != 2) {
      throw JinjaError.value("a dict is made of pairs, not of " + pair.size() + " values");
    }
    dict.put(pair.get(0), pair.get(1));
  }

  private static Object namespace(CallArguments arguments) {
    Namespace namespace = new Namespace();
    if (dict(arguments) instanceof Map<?, ?> initial) {
      initial.forEach((key, value) -> namespace.attributes.put(PythonText.str(key), value));
    }
    return namespace;
  }

  private static Object refuse(CallArguments arguments) {
    String message = PythonText.str(arguments.require(0, "message"));
    throw new JinjaError(JinjaError.Kind.REFUSED, message);
  }

  private static Object now(CallArguments arguments, Clock clock) {
    return Strftime.format(arguments.text(0, "format", ""), ZonedDateTime.now(clock));
  }
}
