package dev.sluice.engine.weights;

import java.util.function.IntUnaryOperator;

/**
 * Which source row each row of a rearranged tensor is.
 *
 * @param sourceRows rows that the source must have
 * @param from source row by row
 */
public record RowOrder(int sourceRows, int[] from) {

  /** More rows than any projection has, few enough to list. */
  private static final long MAX_ROWS = 1 << 22;

  /** {@code rows} rows, row {@code i} being {@code source.applyAsInt(i)}. */
  public static RowOrder of(int sourceRows, int rows, IntUnaryOperator source) {
    int[] from = new int[rows];
    for (int i = 0; i < rows; i++) {
      from[i] = source.applyAsInt(i);
    }
    return new RowOrder(sourceRows, from);
  }

  /**
   * Makes rotated halves neighbours, as GGUF's llama files have them: within each head, rows {@code
   * 2 i} and {@code 2 i + 1} are source rows {@code i} and {@code i + headDim / 2}.
   */
  public static RowOrder neighbours(int heads, int headDim) {
    int rows = rows((long) heads * headDim);
    return of(
        rows,
        rows,
        row -> {
          int within = row % headDim;
          return row - within + within / 2 + within % 2 * (headDim / 2);
        });
  }

  private static int rows(long rows) {
    if (rows > MAX_ROWS) {
      throw new WeightException("a projection of " + rows + " rows is too large");
    }
    return (int) rows;
  }

  /**
   * All queries, then all keys, then all values, from a projection fused by group: each of {@code
   * groups} groups has {@code queriesPerGroup} query heads, a key head and a value head.
   */
  public static RowOrder ungrouped(int groups, int queriesPerGroup, int headDim) {
    int perGroup = queriesPerGroup + 2;
    int queries = groups * queriesPerGroup;
    int rows = rows((long) groups * perGroup * headDim);
    return of(
        rows,
        rows,
        row -> {
          int head = row / headDim;
          int source;
          if (head < queries) {
            source = head / queriesPerGroup * perGroup + head % queriesPerGroup;
          } else {
            int rest = head - queries;
            source = rest % groups * perGroup + queriesPerGroup + rest / groups;
          }
          return source * headDim + row % headDim;
        });
  }
}
