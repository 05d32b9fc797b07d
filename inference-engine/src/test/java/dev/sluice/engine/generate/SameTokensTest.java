package dev.sluice.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contract.SamplingSpec;
import dev.sluice.engine.generate.SteppedEngine.Heard;
import dev.sluice.engine.schedule.SchedulerLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What a stream says depends on its request alone: not on batch, chunks, cache, preemption or
 * guesses.
 */
class SameTokensTest {

  @Test
  void storm_anyBatchChunkCacheAndPoolSize_saysWhatEachSaysAlone() {
    Random random = new Random(7);
    int preemptions = 0;
    int cancelled = 0;
    long accepted = 0;
    long rejected = 0;
    for (int round = 0; round < 60; round++) {
      FakeDecoder.Rule rule = round % 2 == 0 ? FakeDecoder::hashed : FakeDecoder::circling;
      SteppedEngine engine = randomEngine(random, rule);
      List<Heard> all = new ArrayList<>();
      for (int step = 0; step < 120; step++) {
        if (random.nextInt(3) == 0 && all.size() < 40) {
          all.add(engine.submit(randomRequest(random, engine.decoder.blockCount())));
        }
        if (random.nextInt(10) == 0 && !all.isEmpty()) {
          engine.cancel(all.get(random.nextInt(all.size())));
        }
        engine.loop.step();
        assertThat(engine.decoder.largestBatch)
            .isLessThanOrEqualTo(engine.decoder.maxBatchTokens());
      }
      engine.runToEnd();
      for (Heard heard : all) {
        checkAgainstAlone(heard, rule);
        cancelled += heard.finish().equals("cancelled") ? 1 : 0;
      }
      Speculation speculation = engine.load.speculation();
      accepted += speculation.acceptedTokens();
      rejected += speculation.draftTokens() - speculation.acceptedTokens();
      preemptions += (int) engine.scheduler.preemptions();
      assertThat(engine.pool.availableBlocks()).isEqualTo(engine.pool.blockCount());
      assertThat(engine.gate.queuedTokens()).isZero();
      assertThat(engine.load.streams().get()).isZero();
    }
    assertThat(preemptions).as("the storm reaches preemption").isPositive();
    assertThat(cancelled).as("the storm reaches cancellation").isPositive();
    assertThat(accepted).as("the storm reaches right guesses").isPositive();
    assertThat(rejected).as("the storm reaches wrong guesses").isPositive();
  }

  private static void checkAgainstAlone(Heard heard, FakeDecoder.Rule rule) {
    assertThat(heard.isOver()).isTrue();
    Heard alone = SteppedEngine.of(rule).run(new Requests(heard.request));
    if (heard.finish().equals("cancelled")) {
      assertThat(alone.ids.subList(0, heard.ids.size())).isEqualTo(heard.ids);
      assertThat(alone.text.toString()).startsWith(heard.text.toString());
      assertThat(heard.usage().outputTokens()).isEqualTo(heard.ids.size());
      return;
    }
    assertThat(heard.ids).isEqualTo(alone.ids);
    assertThat(heard.text.toString()).isEqualTo(alone.text.toString());
    assertThat(heard.logprobs).isEqualTo(alone.logprobs);
    assertThat(heard.events.getFirst().promptLogprobs())
        .isEqualTo(alone.events.getFirst().promptLogprobs());
    assertThat(heard.finish()).isEqualTo(alone.finish());
    assertThat(heard.last().stopReason()).isEqualTo(alone.last().stopReason());
    assertThat(heard.usage().promptTokens()).isEqualTo(alone.usage().promptTokens());
    assertThat(heard.usage().outputTokens()).isEqualTo(alone.usage().outputTokens());
  }

  private static SteppedEngine randomEngine(Random random, FakeDecoder.Rule rule) {
    int rows = 1 + random.nextInt(8);
    int batch = rows + random.nextInt(40);
    int running = 1 + random.nextInt(rows);
    int blocks = 8 + random.nextInt(12);
    return new SteppedEngine(
        new FakeDecoder(rule, blocks, batch, rows),
        new SchedulerLimits(batch, rows, running, 1 + random.nextInt(batch), random.nextInt(9)));
  }

  private static Requests randomRequest(Random random, int blocks) {
    int most = 16 * blocks;
    int length = 1 + random.nextInt(random.nextInt(4) == 0 ? most - 1 : 50);
    int kind = random.nextInt(3); // few beginnings, so that prefixes are shared
    int[] prompt =
        IntStream.range(0, length).map(i -> i < 40 ? kind : random.nextInt(250)).toArray();
    int output = Math.min(random.nextInt(80), most - length);
    Requests requests = Requests.of(output, prompt);
    if (random.nextBoolean()) {
      requests = requests.sampling(Requests.seeded(random.nextInt(3)));
    }
    if (random.nextBoolean()) {
      requests = requests.stop("a", "\ufffd\ufffd\ufffd");
    }
    if (random.nextInt(3) == 0) {
      requests = requests.logprobs(random.nextInt(3), random.nextBoolean() ? 1 : null);
    }
    return requests.owner(
        "t" + random.nextInt(3), random.nextInt(2), random.nextBoolean() ? "s" : null);
  }

  @Test
  void continued_afterEveryToken_saysTheRest() {
    for (int seed = 0; seed < 8; seed++) {
      Requests whole = continuable(seed);
      Heard reference = SteppedEngine.hashed().run(whole);
      List<String> texts = reference.events.stream().map(event -> event.text()).toList();
      for (int k = 1; k < reference.ids.size(); k++) {
        Heard rest = SteppedEngine.hashed().run(whole.continued(reference.ids.subList(0, k)));
        assertThat(rest.ids).isEqualTo(reference.ids.subList(k, reference.ids.size()));
        assertThat(rest.text.toString()).isEqualTo(String.join("", texts.subList(k, texts.size())));
        assertThat(rest.finish()).isEqualTo(reference.finish());
        assertThat(rest.last().stopReason()).isEqualTo(reference.last().stopReason());
        assertThat(rest.usage().outputTokens()).isEqualTo(reference.ids.size() - k);
      }
    }
  }

  private static Requests continuable(int seed) {
    SamplingSpec sampling = seed % 2 == 0 ? Requests.seeded(seed) : SamplingSpec.greedy();
    Requests requests = Requests.of(60, "a prompt, number " + seed).sampling(sampling);
    return seed % 4 < 2 ? requests : requests.stop("e", "\ufffd7");
  }

  @Test
  void warmPrefix_sameTokens_andComputesOnlyTheRest() {
    SteppedEngine engine = SteppedEngine.hashed();
    int[] prompt = IntStream.range(0, 100).toArray();
    Heard cold = engine.run(Requests.of(20, prompt));
    int before = engine.decoder.computedTokens;
    Heard warm = engine.run(Requests.of(20, prompt));

    assertThat(warm.ids).isEqualTo(cold.ids);
    assertThat(cold.usage().cachedPromptTokens()).isZero();
    assertThat(warm.usage().cachedPromptTokens()).isEqualTo(96);
    assertThat(engine.decoder.computedTokens - before).isEqualTo(4 + 19);
  }

  @Test
  void warmPrefix_wholePromptCached_stillComputesItsLastBlock() {
    SteppedEngine engine = SteppedEngine.hashed();
    int[] prompt = IntStream.range(0, 64).toArray();
    Heard cold = engine.run(Requests.of(5, prompt));
    Heard warm = engine.run(Requests.of(5, prompt));

    assertThat(warm.usage().cachedPromptTokens()).isEqualTo(48);
    assertThat(warm.ids).isEqualTo(cold.ids);
  }
}
