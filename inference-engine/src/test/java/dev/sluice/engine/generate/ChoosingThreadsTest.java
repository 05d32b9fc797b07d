package dev.sluice.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.GenerateEvent;
import dev.sluice.contract.SamplingSpec;
import dev.sluice.engine.compute.BackendFailureException;
import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.compute.vector.VectorBackend;
import dev.sluice.engine.generate.SteppedEngine.Heard;
import dev.sluice.engine.schedule.SchedulerLimits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens chosen by several threads: the same ones, whoever chooses. */
@Timeout(60)
class ChoosingThreadsTest {
  private static final int STREAMS = 12;

  /** A sequence that begins with this has NaN in place of its eleventh token. */
  private static final int UNLUCKY = 13;

  private static final SchedulerLimits LIMITS = new SchedulerLimits(64, 32, 16, 8, 4);

  private static void broken(int[] tokens, int length, float[] out) {
    FakeDecoder.circling(tokens, length, out);
    if (tokens[0] == UNLUCKY && length == 10) {
      Arrays.fill(out, Float.NaN);
    }
  }

  private static SteppedEngine engine(ComputeBackend threads) {
    FakeDecoder decoder = new FakeDecoder(ChoosingThreadsTest::broken, 64, 64, 32);
    decoder.threads = threads;
    return new SteppedEngine(decoder, LIMITS);
  }

  /** Every way to choose, with and without logarithms, of prompts too, and some that fail. */
  private static List<Heard> mixture(ComputeBackend threads) {
    SteppedEngine engine = engine(threads);
    List<Heard> all = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      int first = i % 5 == 4 ? UNLUCKY : i;
      Requests requests = Requests.of(25 + i, first, 20, 30 + i, 40).sampling(spec(i)).ignoreEos();
      all.add(
          engine.submit(i % 3 == 1 ? requests.logprobs(i % 4, i % 2 == 0 ? 2 : null) : requests));
    }
    engine.runToEnd();
    return all;
  }

  private static SamplingSpec spec(int i) {
    return switch (i % 7) {
      case 0 -> SamplingSpec.greedy();
      case 1 -> new SamplingSpec(1, 0, 1, 0, 1, 0, 0, Map.of(), i);
      case 2 -> new SamplingSpec(0.7f, 20, 1, 0, 1, 0, 0, Map.of(), i);
      case 3 -> new SamplingSpec(1.2f, 0, 0.9f, 0, 1, 0, 0, Map.of(), i);
      case 4 -> new SamplingSpec(1, 0, 1, 0.05f, 1, 0, 0, Map.of(7, 2f), i);
      case 5 -> new SamplingSpec(0, 0, 1, 0, 1.3f, 0.5f, 0.5f, Map.of(), i);
      default -> Requests.seeded(i);
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void events_ofAMixture_doNotDependOnTheThreads(int threads) {
    List<Heard> expected = mixture(null);
    assertThat(expected).filteredOn(heard -> heard.last().error() != null).hasSize(2);
    try (ComputeBackend backend = new VectorBackend(threads)) {
      for (int round = 0; round < 20; round++) {
        List<Heard> all = mixture(backend);
        for (int i = 0; i < STREAMS; i++) {
          assertThat(all.get(i).ids).isEqualTo(expected.get(i).ids);
          assertThat(all.get(i).logprobs).isEqualTo(expected.get(i).logprobs);
          assertThat(all.get(i).events.getFirst().promptLogprobs())
              .isEqualTo(expected.get(i).events.getFirst().promptLogprobs());
          assertThat(all.get(i).last().error()).isEqualTo(expected.get(i).last().error());
          assertThat(all.get(i).finish()).isEqualTo(expected.get(i).finish());
        }
      }
    }
  }

  /** Each row waits until all are being read, which takes a thread for each. */
  @Test
  void choices_ofAStep_runAtTheSameTime() {
    Set<Thread> readers = ConcurrentHashMap.newKeySet();
    try (ComputeBackend backend = new VectorBackend(3)) {
      SteppedEngine engine = engine(backend);
      meetAtRows(engine.decoder, 3, readers);
      List<Heard> all =
          IntStream.range(0, 3).mapToObj(i -> engine.submit(Requests.of(5, i, 8))).toList();
      engine.runToEnd();
      assertThat(all).allSatisfy(heard -> assertThat(heard.ids).hasSize(5));
    }
    assertThat(readers).hasSize(3).contains(Thread.currentThread());
  }

  /** Two of three threads meet NaN, so at least one of them is not the engine's. */
  @Test
  void unusableLogits_onAnotherThread_endTheirStreamsOnly() {
    try (ComputeBackend backend = new VectorBackend(3)) {
      SteppedEngine engine = engine(backend);
      int[] unlucky = IntStream.range(0, 9).map(i -> UNLUCKY).toArray();
      List<Heard> bad = new ArrayList<>();
      bad.add(engine.submit(Requests.of(9, unlucky)));
      Heard good = engine.submit(Requests.of(9, 1, 2, 3, 4, 5, 6, 7, 8, 9));
      bad.add(engine.submit(Requests.of(9, unlucky).sampling(spec(1))));
      meetAtRows(engine.decoder, 3, ConcurrentHashMap.newKeySet());
      while (bad.stream().noneMatch(Heard::isOver)) {
        assertThat(engine.loop.step()).isTrue();
      }
      engine.decoder.beforeRow = index -> {};
      engine.runToEnd();
      for (Heard heard : bad) {
        assertThat(heard.last().error().code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(heard.last().error().message()).contains("NaN as the logit of token 0");
        assertThat(heard.ids).hasSize(1);
      }
      Requests same = new Requests(good.request);
      assertThat(good.ids).isEqualTo(SteppedEngine.of(FakeDecoder::circling).run(same).ids);
      assertThat(engine.pool.availableBlocks()).isEqualTo(64);
    }
  }

  private static void meetAtRows(FakeDecoder decoder, int threads, Set<Thread> readers) {
    CyclicBarrier all = new CyclicBarrier(threads);
    decoder.beforeRow =
        index -> {
          readers.add(Thread.currentThread());
          try {
            all.await(30, TimeUnit.SECONDS);
          } catch (Exception e) {
            throw new AssertionError("rows are read one after another", e);
          }
        };
  }

  @Test
  void oneStream_isChosenByTheEngineThread() {
    Set<Thread> readers = ConcurrentHashMap.newKeySet();
    try (ComputeBackend backend = new VectorBackend(3)) {
      SteppedEngine engine = engine(backend);
      engine.decoder.beforeRow = index -> readers.add(Thread.currentThread());
      engine.run(Requests.of(200, 1).ignoreEos());
    }
    assertThat(readers).containsExactly(Thread.currentThread());
  }

  @Test
  void lostDevice_atARow_endsAllStreamsAndReadsNoMore() {
    SteppedEngine engine = engine(null);
    List<Heard> all =
        IntStream.range(0, 4).mapToObj(i -> engine.submit(Requests.of(5, i))).toList();
    engine.decoder.beforeRow =
        index -> {
          throw new Lost();
        };
    engine.runToEnd();
    assertThat(engine.decoder.rowsRead).hasValue(0);
    for (Heard heard : all) {
      GenerateEvent last = heard.last();
      assertThat(last.error().code()).isEqualTo(ErrorCode.POD_FAILED);
    }
  }

  private static final class Lost extends BackendFailureException {
    private static final long serialVersionUID = 1L;

    Lost() {
      super("the device is lost", true);
    }
  }
}
