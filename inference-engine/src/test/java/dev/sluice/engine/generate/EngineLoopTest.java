package dev.sluice.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.GenerateEvent;
import dev.sluice.contract.ServedModel;
import dev.sluice.engine.generate.SteppedEngine.Heard;
import dev.sluice.engine.schedule.SchedulerLimits;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EngineLoopTest {
  private final SteppedEngine engine = SteppedEngine.hashed();

  @Test
  void cancel_whileDecoding_freesBlocksInTheNextStep() {
    Heard heard = engine.submit(Requests.of(100, IntStream.range(0, 40).toArray()));
    engine.loop.step();
    engine.loop.step();
    engine.cancel(heard);
    engine.cancel(heard);
    engine.loop.step();

    assertThat(heard.finish()).isEqualTo("cancelled");
    assertThat(heard.usage().outputTokens()).isEqualTo(2);
    assertThat(engine.pool.availableBlocks()).isEqualTo(64);
  }

  @Test
  void cancel_whilePrefilling_stopsAtTheChunk() {
    Heard heard = engine.submit(Requests.of(10, IntStream.range(0, 250).toArray()));
    engine.loop.step();
    engine.cancel(heard);
    engine.loop.step();

    assertThat(heard.events).hasSize(1);
    assertThat(engine.decoder.computedTokens).isEqualTo(64);
    assertThat(engine.pool.availableBlocks()).isEqualTo(64);
  }

  @Test
  void cancel_whileQueued_givesTheQueueItsTokensBack() {
    Heard heard = engine.submit(Requests.of(10, 1, 2, 3));
    engine.cancel(heard);
    engine.loop.step();

    assertThat(heard.finish()).isEqualTo("cancelled");
    assertThat(engine.gate.queuedTokens()).isZero();
    assertThat(engine.decoder.forwards).isZero();
  }

  @Test
  void listenerCancels_fromItsOwnEvent_endsInTheNextStep() {
    Heard[] holder = new Heard[1];
    holder[0] = engine.submit(Requests.of(50, 1), event -> engine.cancel(holder[0]));
    engine.runToEnd();
    assertThat(holder[0].usage().outputTokens()).isEqualTo(1);
    assertThat(holder[0].finish()).isEqualTo("cancelled");
  }

  @Test
  void listenerThrows_losesItsStreamOnly() {
    Heard bad = engine.submit(Requests.of(50, 1), event -> fail());
    Heard good = engine.submit(Requests.of(50, 2));
    engine.runToEnd();

    assertThat(bad.events).hasSize(1);
    assertThat(good.ids).isEqualTo(SteppedEngine.hashed().run(Requests.of(50, 2)).ids);
    assertThat(engine.pool.availableBlocks()).isEqualTo(64);
    assertThat(engine.load.streams().get()).isZero();
  }

  @Test
  void listenerThrows_atTheLastEvent_isCountedOnce() {
    engine.submit(
        Requests.of(1, 1),
        event -> {
          if (event.kind() == GenerateEvent.Kind.END) {
            fail();
          }
        });
    engine.runToEnd();
    assertThat(engine.load.streams().get()).isZero();
  }

  @Test
  void forwardFails_endsItsStreamsAndTheLoopGoesOn() {
    Heard first = engine.submit(Requests.of(50, IntStream.range(0, 40).toArray()));
    engine.loop.step();
    engine.decoder.nextFailure = new IllegalStateException("device lost");
    engine.loop.step();
    Heard second = engine.run(Requests.of(5, 2));

    assertThat(first.last().error().code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(first.last().error().code().isRetryable()).isTrue();
    assertThat(first.last().outputTokens()).isEqualTo(1);
    assertThat(second.finish()).isEqualTo("length");
    assertThat(engine.pool.availableBlocks()).isEqualTo(64);
    assertThat(engine.pool.reusableBlocks()).as("nothing of the failed batch is reused").isZero();
  }

  @Test
  void forwardRunsOutOfMemory_saysSo() {
    Heard heard = engine.submit(Requests.of(50, 1));
    engine.decoder.nextFailure = new OutOfMemoryError("test");
    engine.runToEnd();
    assertThat(heard.last().error().code()).isEqualTo(ErrorCode.OUT_OF_MEMORY);
  }

  @Test
  void nanLogits_endThatStreamOnly() {
    SteppedEngine sick =
        new SteppedEngine(
            new FakeDecoder(
                (tokens, length, out) -> {
                  FakeDecoder.hashed(tokens, length, out);
                  if (tokens[0] == 13 && length == 34) {
                    Arrays.fill(out, Float.NaN);
                  }
                },
                64,
                64,
                16),
            SchedulerLimits.of(64, 16, 8));
    int[] unlucky = IntStream.range(0, 32).map(i -> 13).toArray();
    Heard before = sick.submit(Requests.of(9, 5));
    Heard bad = sick.submit(Requests.of(9, unlucky));
    Heard after = sick.submit(Requests.of(9, 6));
    sick.runToEnd();

    assertThat(bad.last().error().code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(bad.ids).hasSize(2);
    assertThat(before.ids).isEqualTo(SteppedEngine.hashed().run(Requests.of(9, 5)).ids);
    assertThat(after.ids).isEqualTo(SteppedEngine.hashed().run(Requests.of(9, 6)).ids);
    assertThat(sick.pool.reusableBlocks()).isZero();
  }

  @Test
  void longPrompt_besideADecodingStream_doesNotStopItsTokens() {
    Heard decoding = engine.submit(Requests.of(40, 1));
    engine.loop.step();
    engine.submit(Requests.of(1, IntStream.range(0, 250).toArray()));
    for (int step = 2; step <= 10; step++) {
      int before = engine.decoder.computedTokens;
      engine.loop.step();
      assertThat(decoding.ids).hasSize(step);
      assertThat(engine.decoder.computedTokens - before).isLessThanOrEqualTo(1 + 16);
    }
  }

  @Test
  void load_afterStreams_countsExactly() {
    int[] prompt = IntStream.range(0, 40).toArray();
    engine.run(Requests.of(7, prompt));
    engine.run(Requests.of(3, prompt));
    engine.submit(Requests.of(30, 9));
    engine.submit(Requests.of(30, 9, 9));
    engine.loop.step();

    var load = engine.load.snapshot("pod", model(), engine.gate.queuedTokens(), false, "fake");
    assertThat(load.generatedTokens()).isEqualTo(7 + 3 + 2);
    assertThat(load.promptTokens()).isEqualTo(40 + 40 + 1 + 2);
    assertThat(load.prefixHitTokens()).isEqualTo(32);
    assertThat(load.runningStreams()).isEqualTo(2);
    assertThat(load.waitingStreams()).isZero();
    assertThat(load.kvBlocksTotal()).isEqualTo(64);
    assertThat(load.kvBlocksFree()).isEqualTo(62);
    assertThat(load.timeToFirstTokenMillis()).isPositive();
  }

  private static ServedModel model() {
    return new ServedModel("m", "a", "F32", 1, 512, 258, "d", "d");
  }

  private static void fail() {
    throw new IllegalArgumentException("a listener's own trouble");
  }
}
