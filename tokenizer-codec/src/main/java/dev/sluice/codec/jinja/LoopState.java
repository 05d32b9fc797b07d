package dev.sluice.codec.jinja;

import java.util.List;

/** The {@code loop} variable. */
final class LoopState implements Callable {
  private final List<Object> items;
  private final int depth;
  private final Callable recursion;
  private int index = -1;
  private Object lastChanged;

  /**
   * @param recursion what {@code loop(...)} does, or null in a loop that is not recursive
   */
  LoopState(List<Object> items, int depth, Callable recursion) {
    this.items = items;
    this.depth = depth;
    this.recursion = recursion;
  }

  Object advance() {
    return items.get(++index);
  }

  Object attribute(String name) {
    int size = items.size();
    return switch (name) {
      case "index" -> index + 1L;
      case "index0" -> (long) index;
      case "revindex" -> (long) size - index;
      case "revindex0" -> size - index - 1L;
      case "first" -> index == 0;
      case "last" -> index == size - 1;
      case "length" -> (long) size;
      case "depth" -> depth + 1L;
      case "depth0" -> (long) depth;
      case "previtem" ->
          index > 0 ? items.get(index - 1) : Undefined.of("there is no previous item");
      case "nextitem" ->
          index + 1 < size ? items.get(index + 1) : Undefined.of("there is no next item");
      case "cycle" -> (Callable) this::cycle;
      case "changed" -> (Callable) this::changed;
      default -> Undefined.attribute(this, name);
    };
  }

  private Object cycle(CallArguments arguments) {
    if (arguments.positional().isEmpty()) {
      throw JinjaError.type("no items for cycling given");
    }
    return arguments.positional().get(index % arguments.positional().size());
  }

  private Object changed(CallArguments arguments) {
    boolean changed = lastChanged == null || !Values.areEqual(lastChanged, arguments.positional());
    lastChanged = arguments.positional();
    return changed;
  }

  @Override
  public Object call(CallArguments arguments) {
    if (recursion == null) {
      throw JinjaError.type("The loop must have the 'recursive' marker to be called recursively.");
    }
    return recursion.call(arguments);
  }
}
