package dev.sluice.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contract.SamplingSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplerTest {
  private static final SamplingSpec GREEDY = SamplingSpec.greedy();

  @Test
  void sample_temperatureZero_takesLowestIdOfLargest() {
    assertThat(sample(GREEDY, 0, 1, 5, 5, -2)).isEqualTo(1);
  }

  @Test
  void sample_bias_isAddedBeforeAllElse() {
    SamplingSpec spec = new SamplingSpec(0, 0, 1, 0, 1, 0, 0, Map.of(0, 10f, 1, -100f), 0);
    assertThat(sample(spec, 0, 1, 5, 6)).isEqualTo(0);
  }

  @Test
  void sample_repetitionPenalty_coversPromptAndOutputAndBothSigns() {
    StreamSampling stream = new StreamSampling(penalties(2, 0, 0));
    stream.addPromptToken(0);
    stream.addOutputToken(1);
    float[] logits = {4, -1, 1.5f};

    new Sampler(3).sample(logits, stream, 0);

    assertThat(logits).containsExactly(2, -2, 1.5f);
  }

  @Test
  void sample_presenceAndFrequencyPenalty_coverOutputOnly() {
    StreamSampling stream = new StreamSampling(penalties(1, 0.5f, 0.25f));
    stream.addPromptToken(0);
    stream.addOutputToken(1);
    stream.addOutputToken(1);
    stream.addOutputToken(2);
    float[] logits = {4, 4, 4};

    new Sampler(3).sample(logits, stream, 0);

    assertThat(logits).containsExactly(4, 3, 3.25f);
  }

  @Test
  void sample_penaltiesOverManyTokens_touchEachOnce() {
    int vocab = 5000;
    StreamSampling stream = new StreamSampling(penalties(1, 1, 0));
    IntStream.range(0, vocab).filter(id -> id % 3 == 0).forEach(stream::addOutputToken);
    float[] logits = new float[vocab];

    new Sampler(vocab).sample(logits, stream, 0);

    for (int id = 0; id < vocab; id++) {
      assertThat(logits[id]).isEqualTo(id % 3 == 0 ? -1f : 0f);
    }
  }

  @Test
  void sample_anyFilters_drawsExactlyTheKeptSet() {
    Random random = new Random(3);
    for (int round = 0; round < 60; round++) {
      int vocab = 2 + random.nextInt(150);
      float[] logits = new float[vocab];
      for (int i = 0; i < vocab; i++) {
        logits[i] = random.nextInt(12) / 4f;
      }
      SamplingSpec spec = randomFilters(random, vocab);
      TreeSet<Integer> drawn = new TreeSet<>();
      Sampler sampler = new Sampler(vocab);
      StreamSampling stream = new StreamSampling(spec);
      for (int position = 0; position < 12_000; position++) {
        drawn.add(sampler.sample(logits.clone(), stream, position));
      }
      assertThat(drawn).as("%s", spec).isEqualTo(kept(logits, spec));
    }
  }

  @Test
  void sample_ofTheDecisiveBest_isThatOfTheWholeRow() {
    Random random = new Random(8);
    for (int round = 0; round < 500; round++) {
      int vocab = 2 + random.nextInt(150);
      float[] logits = new float[vocab];
      for (int i = 0; i < vocab; i++) {
        logits[i] = random.nextInt(12) / 4f;
      }
      StreamSampling stream = new StreamSampling(randomFilters(random, vocab));
      int enough = stream.decisiveLogits();
      if (enough == 0) {
        assertThat(stream.spec().topK()).isZero();
        continue;
      }
      int count = Math.min(vocab, enough + random.nextInt(20));
      TopSelection order = new TopSelection(vocab);
      order.select(logits, vocab, count);
      int[] ids = IntStream.range(0, count).map(order::id).toArray();
      float[] best = new float[count];
      IntStream.range(0, count).forEach(rank -> best[rank] = logits[ids[rank]]);
      Sampler sampler = new Sampler(vocab);
      for (int position = 0; position < 50; position++) {
        assertThat(sampler.sample(ids, best, count, stream, position))
            .isEqualTo(sampler.sample(logits.clone(), stream, position));
      }
    }
  }

  @Test
  void decisiveLogits_withPenaltiesOrBias_isTheWholeRow() {
    assertThat(new StreamSampling(GREEDY).decisiveLogits()).isEqualTo(1);
    assertThat(new StreamSampling(penalties(1.1f, 0, 0)).decisiveLogits()).isZero();
    assertThat(new StreamSampling(penalties(1, 0, 0.1f)).decisiveLogits()).isZero();
    SamplingSpec biased = new SamplingSpec(0, 5, 1, 0, 1, 0, 0, Map.of(1, 1f), 0);
    assertThat(new StreamSampling(biased).decisiveLogits()).isZero();
  }

  @Test
  void sample_unusableBest_throwsAsForTheRow() {
    StreamSampling stream = new StreamSampling(GREEDY);
    Sampler sampler = new Sampler(9);
    float inf = Float.POSITIVE_INFINITY;
    assertThatThrownBy(() -> sampler.sample(new int[] {4}, new float[] {Float.NaN}, 1, stream, 0))
        .hasMessage("the model gave NaN as the logit of token 4");
    assertThatThrownBy(() -> sampler.sample(new int[] {4}, new float[] {inf}, 1, stream, 0))
        .hasMessage("the model gave infinity as the logit of token 4");
    assertThatThrownBy(() -> sampler.sample(new int[] {0}, new float[] {-inf}, 1, stream, 0))
        .hasMessage("every logit is negative infinity");
  }

  @Test
  void sample_topPOverFlatRow_looksBeyondTheFirstRanks() {
    SamplingSpec spec = new SamplingSpec(1, 0, 0.5f, 0, 1, 0, 0, Map.of(), 5);
    Sampler sampler = new Sampler(1000);
    StreamSampling stream = new StreamSampling(spec);
    int largest = 0;
    for (int position = 0; position < 20_000; position++) {
      largest = Math.max(largest, sampler.sample(new float[1000], stream, position));
    }
    assertThat(largest).isEqualTo(499);
  }

  @Test
  void sample_noFilters_followsSoftmaxOfDividedLogits() {
    float[] logits = {0, 1, 2, 3};
    float temperature = 1.7f;
    SamplingSpec spec = new SamplingSpec(temperature, 0, 1, 0, 1, 0, 0, Map.of(), 99);
    int[] counts = new int[4];
    int draws = 200_000;
    Sampler sampler = new Sampler(4);
    StreamSampling stream = new StreamSampling(spec);
    for (int position = 0; position < draws; position++) {
      counts[sampler.sample(logits.clone(), stream, position)]++;
    }
    double total = IntStream.range(0, 4).mapToDouble(i -> Math.exp(logits[i] / temperature)).sum();
    for (int i = 0; i < 4; i++) {
      double p = Math.exp(logits[i] / temperature) / total;
      double deviation = Math.sqrt(draws * p * (1 - p));
      assertThat((double) counts[i])
          .isBetween(draws * p - 4 * deviation, draws * p + 4 * deviation);
    }
  }

  @Test
  void sample_tinyTemperature_isGreedyAndDoesNotOverflow() {
    SamplingSpec spec = new SamplingSpec(Float.MIN_VALUE, 0, 1, 0, 1, 0, 0, Map.of(), 1);
    assertThat(sample(spec, 0, -3e38f, 3e38f, 1)).isEqualTo(1);
  }

  @Test
  void sample_unusableLogits_throws() {
    float inf = Float.POSITIVE_INFINITY;
    assertThatThrownBy(() -> sample(GREEDY, 0, 1, Float.NaN, 2))
        .isInstanceOf(UnusableLogitsException.class)
        .hasMessageContaining("token 1");
    assertThatThrownBy(() -> sample(GREEDY, 0, 1, inf)).isInstanceOf(UnusableLogitsException.class);
    assertThatThrownBy(() -> sample(GREEDY, 0, -inf, -inf))
        .isInstanceOf(UnusableLogitsException.class);
  }

  private static int sample(SamplingSpec spec, long position, float... logits) {
    return new Sampler(logits.length).sample(logits, new StreamSampling(spec), position);
  }

  private static SamplingSpec penalties(float repetition, float presence, float frequency) {
    return new SamplingSpec(0, 0, 1, 0, repetition, presence, frequency, Map.of(), 0);
  }

  private static SamplingSpec randomFilters(Random random, int vocab) {
    int topK = random.nextBoolean() ? 0 : 1 + random.nextInt(vocab);
    float topP = random.nextBoolean() ? 1 : 0.05f + 0.9f * random.nextFloat();
    float minP = random.nextBoolean() ? 0 : 0.9f * random.nextFloat();
    float temperature = 2 + random.nextFloat();
    return new SamplingSpec(temperature, topK, topP, minP, 1, 0, 0, Map.of(), random.nextLong());
  }

  /** The definition, spelled out: sort all, cut by count, by mass, by ratio. */
  private static TreeSet<Integer> kept(float[] logits, SamplingSpec spec) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, logits.length).boxed().toList());
    order.sort(Comparator.<Integer>comparingDouble(id -> -logits[id]).thenComparing(id -> id));
    if (spec.topK() > 0) {
      order = order.subList(0, Math.min(spec.topK(), order.size()));
    }
    double max = logits[order.getFirst()];
    double all = 0;
    for (int id : order) {
      all += Math.exp((logits[id] - max) / spec.temperature());
    }
    TreeSet<Integer> kept = new TreeSet<>();
    double mass = 0;
    for (int id : order) {
      double weight = Math.exp((logits[id] - max) / spec.temperature());
      if ((spec.topP() < 1 && mass >= spec.topP() * all) || weight < spec.minP()) {
        break;
      }
      kept.add(id);
      mass += weight;
    }
    return kept;
  }
}
