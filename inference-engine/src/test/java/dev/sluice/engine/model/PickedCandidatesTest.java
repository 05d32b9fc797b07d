package dev.sluice.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.engine.Fixtures;
import dev.sluice.engine.compute.BackendTest;
import dev.sluice.engine.compute.TestBackends;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a device picks of each row of logits is what the row says. */
@Tag("cuda")
@BackendTest
class PickedCandidatesTest {
  private static final int[] PROMPT = {1, 5, 9, 200, 77, 31, 8};

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 128})
  void candidates_ofEveryRow_areTheBestOfItsLogits(int wanted) {
    TestBackends.names();
    try (Decoder decoder =
        Models.open(Fixtures.stories("Q8_0"), new DecoderOptions("cuda", 1, 64, 0, 32, 8))) {
      assertThat(decoder.mostCandidates()).isGreaterThanOrEqualTo(wanted);
      ForwardBatch batch = new ForwardBatch(PROMPT.length, 1, PROMPT.length);
      batch.addSequence(Sequences.blocks(0, PROMPT.length));
      for (int p = 0; p < PROMPT.length; p++) {
        batch.addToken(PROMPT[p], p, p >= 4);
      }
      batch.wantCandidates(1);
      batch.wantCandidates(wanted);
      decoder.forward(batch);
      int[] ids = new int[wanted];
      float[] best = new float[wanted];
      float[] row = new float[decoder.description().vocabSize()];
      for (int i = 0; i < 3; i++) {
        assertThat(decoder.candidates(i, ids, best)).isEqualTo(wanted);
        decoder.logits(i, row);
        assertThat(ids).isEqualTo(order(row, wanted));
        assertThat(best).isEqualTo(values(row, ids));
      }
    }
  }

  private static int[] order(float[] row, int count) {
    return IntStream.range(0, row.length)
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(id -> -row[id]).thenComparing(id -> id))
        .limit(count)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static float[] values(float[] row, int[] ids) {
    float[] values = new float[ids.length];
    for (int i = 0; i < ids.length; i++) {
      values[i] = row[ids[i]];
    }
    return values;
  }
}
