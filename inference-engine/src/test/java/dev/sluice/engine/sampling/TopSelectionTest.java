package dev.sluice.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopSelectionTest {

  @Test
  void select_anyRowAndCount_equalsAFullSort() {
    Random random = new Random(1);
    for (int round = 0; round < 500; round++) {
      int length = 1 + random.nextInt(200);
      float[] row = new float[length];
      for (int i = 0; i < length; i++) {
        row[i] = random.nextInt(20); // many ties
      }
      int k = random.nextInt(length + 5);
      TopSelection selection = new TopSelection(length);

      selection.select(row, length, k);

      int[] expected =
          IntStream.range(0, length)
              .boxed()
              .sorted(Comparator.<Integer>comparingDouble(id -> -row[id]).thenComparing(id -> id))
              .limit(k)
              .mapToInt(Integer::intValue)
              .toArray();
      assertThat(IntStream.range(0, selection.size()).map(selection::id).toArray())
          .containsExactly(expected);
    }
  }
}
