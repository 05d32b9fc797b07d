package dev.sluice.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Rows as llama.cpp's converter orders them. */
class RowOrderTest {

  /** {@code reshape(heads, 2, dim / 2).swapaxes(1, 2)} of rows 0 to 11. */
  @Test
  void neighbours_ofTwoHeadsOfSix_interleaveTheirHalves() {
    assertThat(RowOrder.neighbours(2, 6).from())
        .containsExactly(0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11);
  }

  /** {@code view(groups, queries + 2, dim)} taken apart: two groups of two queries, heads of 1. */
  @Test
  void ungrouped_ofTwoGroups_givesQueriesThenKeysThenValues() {
    assertThat(RowOrder.ungrouped(2, 2, 1).from()).containsExactly(0, 1, 4, 5, 2, 6, 3, 7);
    assertThat(RowOrder.ungrouped(1, 2, 2).from()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(RowOrder.ungrouped(3, 1, 1).from()).containsExactly(0, 3, 6, 1, 4, 7, 2, 5, 8);
  }
}
