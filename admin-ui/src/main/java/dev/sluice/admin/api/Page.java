package dev.sluice.admin.api;

import java.util.List;
import java.util.function.Function;

/**
 * One page of a list.
 *
 * @param nextCursor for the page after, null at the end
 */
public record Page<T>(List<T> items, String nextCursor) {
  public Page {
    items = List.copyOf(items);
  }

  /**
   * Makes a page of rows of which one more than the limit was read.
   *
   * @param place where a row stands in the order of the list
   */
  public static <R, T> Page<T> of(
      List<R> rows, int limit, Function<R, Cursor> place, Function<R, T> view) {
    List<R> shown = rows.size() > limit ? rows.subList(0, limit) : rows;
    String next = rows.size() > limit ? place.apply(shown.getLast()).write() : null;
    return new Page<>(shown.stream().map(view).toList(), next);
  }
}
