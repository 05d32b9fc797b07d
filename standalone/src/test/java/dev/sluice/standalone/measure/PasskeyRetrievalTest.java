package dev.sluice.standalone.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.codec.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PasskeyRetrievalTest {
  private static final int CONTEXT = 480;
  private static final int SUFFIX = 6;

  private final Tokenizer tokenizer = PasskeyPromptsTest.stories();

  /** Repeats what came after the same words last time, when that is not too long ago. */
  private TableDecoder recall(int reach) {
    return new TableDecoder(
        CONTEXT,
        tokenizer.vocabulary().size(),
        (history, length, out) -> {
          int[] suffix = Arrays.copyOfRange(history, length - SUFFIX, length);
          int earliest = Math.max(SUFFIX, length - reach);
          for (int at = length - 1; at >= earliest; at--) {
            if (Arrays.equals(suffix, Arrays.copyOfRange(history, at - SUFFIX, at))) {
              out[history[at]] = 50;
              return;
            }
          }
        });
  }

  @Test
  void measure_limitedReach_isTheEffectiveContext() {
    PasskeyResult result =
        measure(
            recall(200), new PasskeyRetrieval.Plan(CONTEXT, List.of(300, 120, 180, 240), 0, 3, 7));
    assertThat(result.points())
        .extracting(PasskeyResult.Point::distance)
        .containsExactly(120, 180, 240, 300);
    assertThat(result.points())
        .extracting(PasskeyResult.Point::successRate)
        .containsExactly(1.0, 1.0, 0.0, 0.0);
    assertThat(result.effectiveContext()).isEqualTo(180);
    assertThat(result.points().get(0).meanLogprob()).isGreaterThan(-0.01);
    assertThat(result.points().get(3).meanLogprob()).isLessThan(-1);
  }

  @Test
  void measure_spread_reachesFromShortToTheLongestDistance() {
    PasskeyResult result =
        measure(recall(CONTEXT), new PasskeyRetrieval.Plan(CONTEXT, List.of(), 4, 2, 7));
    int longest = new PasskeyPrompts(tokenizer, CONTEXT).longestDistance();
    assertThat(result.points())
        .extracting(PasskeyResult.Point::distance)
        .containsExactly(longest / 4, longest / 2, longest * 3 / 4, longest);
    assertThat(result.effectiveContext()).isEqualTo(longest);
  }

  @Test
  void measure_commonStart_isRunOnce() {
    TableDecoder decoder = recall(CONTEXT);
    List<Long> done = new ArrayList<>();
    PasskeyResult result =
        new PasskeyRetrieval(decoder, tokenizer)
            .measure(
                new PasskeyRetrieval.Plan(CONTEXT, List.of(100), 0, 5, 7),
                (at, total) -> done.add(total - at));
    assertThat(result.tokens()).isLessThan(CONTEXT + 4 * 100L);
    assertThat(done).isSortedAccordingTo(java.util.Comparator.reverseOrder()).endsWith(0L);
    assertThat(decoder.tokensRun).isLessThan(CONTEXT + 4 * 100 + 5 * 20);
    assertThat(result.points().getFirst().successes()).isEqualTo(5);
  }

  @Test
  void measure_sameSeed_givesTheSameKeys() {
    PasskeyRetrieval.Plan plan = new PasskeyRetrieval.Plan(CONTEXT, List.of(150), 0, 4, 3);
    PasskeyRetrieval.Plan other = new PasskeyRetrieval.Plan(CONTEXT, List.of(150), 0, 4, 4);
    List<String> first = measure(recall(CONTEXT), plan).points().getFirst().answers();
    assertThat(measure(recall(CONTEXT), plan).points().getFirst().answers()).isEqualTo(first);
    assertThat(measure(recall(CONTEXT), other).points().getFirst().answers()).isNotEqualTo(first);
    assertThat(first)
        .doesNotHaveDuplicates()
        .allMatch(answer -> answer.strip().matches("\\d{5}.*"));
  }

  @Test
  void effectiveContext_gap_endsBeforeIt() {
    assertThat(result(10, 2, 1, 10).effectiveContext()).isEqualTo(200);
    assertThat(result(1, 10).effectiveContext()).isZero();
    assertThat(result(10, 10).effectiveContext()).isEqualTo(200);
  }

  @Test
  void measure_tooLittleContext_saysHowMuchIsNeeded() {
    assertThatThrownBy(() -> measure(recall(9), new PasskeyRetrieval.Plan(100, List.of(), 4, 2, 7)))
        .isInstanceOf(MeasureException.class)
        .hasMessageContaining("100 tokens is too short")
        .hasMessageMatching(".*needs 1[0-9]{2} .*");
    assertThatThrownBy(() -> measure(recall(9), new PasskeyRetrieval.Plan(500, List.of(), 4, 2, 7)))
        .hasMessageContaining("at most 480");
  }

  /** Successes of ten at 100, 200, ... */
  private static PasskeyResult result(int... successes) {
    List<PasskeyResult.Point> points = new ArrayList<>();
    for (int i = 0; i < successes.length; i++) {
      points.add(new PasskeyResult.Point(100 * (i + 1), 10, successes[i], -1, List.of()));
    }
    return new PasskeyResult(1000, points, 0, 0);
  }

  private PasskeyResult measure(TableDecoder decoder, PasskeyRetrieval.Plan plan) {
    return new PasskeyRetrieval(decoder, tokenizer).measure(plan, (done, total) -> {});
  }
}
