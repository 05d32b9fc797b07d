package dev.sluice.standalone.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SlidingPerplexityTest {
  private static final int VOCAB = 7;
  private static final int[] IDS = new SplittableRandom(1).ints(53, 0, VOCAB).toArray();

  /** The last token pulls its own successor up, the more the longer the history. */
  private static final TableDecoder.Rule RULE =
      (history, length, out) -> out[(history[length - 1] + 1) % VOCAB] = 0.1f * length;

  @Test
  void measure_uniformModel_isTheSizeOfTheVocabulary() {
    PerplexityResult result = perplexity((history, length, out) -> {}, 16, 8);
    assertThat(result.perplexity()).isCloseTo(VOCAB, within(1e-12));
    assertThat(result.standardError()).isCloseTo(0, within(1e-12));
    assertThat(result.tokens()).isEqualTo(52);
  }

  @Test
  void measure_everyStride_scoresEachTokenAtItsPositionInTheWindow() {
    for (int stride = 1; stride <= 16; stride++) {
      PerplexityResult result = perplexity(RULE, 16, stride);
      List<Double> losses = new ArrayList<>();
      for (int token = 1; token < IDS.length; token++) {
        int position = position(token, 16, stride);
        if (position > 0) {
          losses.add(loss(token, position));
        }
      }
      assertThat(result.tokens()).isEqualTo(losses.size());
      assertThat(result.meanLoss())
          .isCloseTo(losses.stream().mapToDouble(l -> l).average().orElseThrow(), within(1e-6));
    }
  }

  /** Place in the first window that has the token. */
  private static int position(int token, int context, int stride) {
    int begin = 0;
    while (begin + context <= token) {
      begin += stride;
    }
    return token - begin;
  }

  private static double loss(int token, int position) {
    double pull = 0.1 * position;
    boolean isSuccessor = IDS[token] == (IDS[token - 1] + 1) % VOCAB;
    return Math.log(Math.exp(pull) + VOCAB - 1) - (isSuccessor ? pull : 0);
  }

  @Test
  void measure_disjointWindows_fillEveryBucketAlike() {
    PerplexityResult result = perplexity(RULE, 4, 4);
    assertThat(result.buckets()).extracting(PerplexityResult.Bucket::from).containsExactly(1, 2, 3);
    assertThat(result.buckets()).extracting(PerplexityResult.Bucket::to).containsExactly(2, 3, 4);
    assertThat(result.buckets())
        .extracting(PerplexityResult.Bucket::tokens)
        .containsExactly(13L, 13L, 13L);
    assertThat(result.windows()).isEqualTo(13);
  }

  @Test
  void measure_wideContext_hasSixteenBucketsWithoutGaps() {
    TableDecoder decoder = new TableDecoder(100, VOCAB, RULE);
    PerplexityResult result =
        new SlidingPerplexity(decoder).measure(IDS, 50, 25, (done, total) -> {});
    int next = 1;
    for (PerplexityResult.Bucket bucket : result.buckets()) {
      assertThat(bucket.from()).isEqualTo(next);
      next = bucket.to();
    }
    assertThat(next).isEqualTo(50);
    assertThat(result.buckets()).hasSize(16);
    assertThat(result.buckets().stream().mapToLong(PerplexityResult.Bucket::tokens).sum())
        .isEqualTo(52);
  }

  @Test
  void measure_watched_endsAtTheTotal() {
    List<Long> seen = new ArrayList<>();
    TableDecoder decoder = new TableDecoder(16, VOCAB, RULE);
    new SlidingPerplexity(decoder)
        .measure(
            IDS,
            16,
            8,
            (done, total) -> {
              seen.add(done);
              assertThat(done).isLessThanOrEqualTo(total);
            });
    assertThat(seen).isSorted();
    assertThat(seen.getLast()).isEqualTo(decoder.tokensRun);
  }

  @Test
  void measure_notANumber_namesThePosition() {
    assertThatThrownBy(() -> perplexity((history, length, out) -> out[0] = Float.NaN, 16, 8))
        .isInstanceOf(MeasureException.class)
        .hasMessageContaining("position 1")
        .hasMessageContaining("NaN");
  }

  @Test
  void measure_impossible_saysWhy() {
    SlidingPerplexity perplexity = new SlidingPerplexity(new TableDecoder(16, VOCAB, RULE));
    assertThatThrownBy(() -> perplexity.measure(new int[] {1}, 16, 8, (done, total) -> {}))
        .hasMessageContaining("1 token,");
    assertThatThrownBy(() -> perplexity.measure(new int[0], 16, 8, (done, total) -> {}))
        .hasMessageContaining("0 tokens");
    assertThatThrownBy(() -> perplexity.measure(IDS, 40, 8, (done, total) -> {}))
        .hasMessageContaining("40 tokens")
        .hasMessageContaining("at most 16");
    assertThatThrownBy(() -> perplexity.measure(IDS, 16, 17, (done, total) -> {}))
        .hasMessageContaining("stride of 17");
    assertThatThrownBy(() -> perplexity.measure(new int[] {1, 7}, 16, 8, (done, total) -> {}))
        .hasMessageContaining("Id 7 at index 1");
  }

  private static PerplexityResult perplexity(TableDecoder.Rule rule, int context, int stride) {
    TableDecoder decoder = new TableDecoder(16, VOCAB, rule);
    return new SlidingPerplexity(decoder).measure(IDS, context, stride, (done, total) -> {});
  }
}
