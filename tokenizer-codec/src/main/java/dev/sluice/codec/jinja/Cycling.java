package dev.sluice.codec.jinja;

import java.util.List;

/** What {@code cycler()} and {@code joiner()} make: functions that remember where they are. */
final class Cycling {
  private Cycling() {}

  /** The items in turn, by {@code next()}; {@code current} is the one to come. */
  static Object cycler(CallArguments arguments) {
    List<Object> items = arguments.positional();
    if (items.isEmpty()) {
      throw JinjaError.type("at least one item has to be provided");
    }
    Namespace cycler = new Namespace();
    int[] at = {0};
    cycler.attributes.put("current", items.getFirst());
    cycler.attributes.put(
        "next",
        (Callable)
            none -> {
              Object item = items.get(at[0]);
              at[0] = (at[0] + 1) % items.size();
              cycler.attributes.put("current", items.get(at[0]));
              return item;
            });
    cycler.attributes.put(
        "reset",
        (Callable)
            none -> {
              at[0] = 0;
              cycler.attributes.put("current", items.getFirst());
              return null;
            });
    return cycler;
  }

  /** Nothing at the first call, the separator at every later one. */
  static Object joiner(CallArguments arguments) {
    String separator = arguments.text(0, "sep", ", ");
    boolean[] used = {false};
    return (Callable)
        none -> {
          String text = used[0] ? separator : "";
          used[0] = true;
          return text;
        };
  }
}
