package dev.sluice.codec.jinja;

import java.util.HashMap;
import java.util.Map;

/** Filters by name. */
final class Filters {
  /** A filter applied to a value. */
  @FunctionalInterface
  interface Function {
    Object apply(Evaluator evaluator, Object value, CallArguments arguments);
  }

  private static final Map<String, Function> BY_NAME = new HashMap<>();

  static {
    TextFilters.addTo(BY_NAME);
    SequenceFilters.addTo(BY_NAME);
    SelectionFilters.addTo(BY_NAME);
    NumberFilters.addTo(BY_NAME);
  }

  private Filters() {}

  /** The filter, or null. */
  static Function named(String name) {
    return BY_NAME.get(name);
  }
}
