package dev.sluice.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sluice.engine.Fixtures;
import dev.sluice.engine.cache.BlockPool;
import dev.sluice.engine.cache.PrefixCache;
import dev.sluice.engine.model.Decoder;
import dev.sluice.engine.model.DecoderOptions;
import dev.sluice.engine.model.Models;
import dev.sluice.engine.schedule.QueueGate;
import dev.sluice.engine.schedule.Scheduler;
import dev.sluice.engine.schedule.SchedulerLimits;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the engine thread leaves to the garbage collector for each token that it decodes. */
class StepAllocationTest {
  /** The event, its array of one id and its text with their headers. */
  private static final long BYTES_PER_TOKEN = 256;

  private static final int STEPS = 200;

  /** The kernels allocate until they are compiled, so the measurement is repeated up to then. */
  private static final int ATTEMPTS = 60;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final EngineLoad load = new EngineLoad(System::nanoTime, 256);
  private final ByteTokenizer tokenizer = new ByteTokenizer();
  private final Inbox inbox = new Inbox();
  private final QueueGate gate = new QueueGate(1 << 20, load::promptTokensPerSecond);

  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void step_decoding_allocatesTheEventsOnly(int streams) {
    DecoderOptions options = new DecoderOptions("vector", 2, 512, 0, 64, 64);
    try (Decoder decoder = Models.open(Fixtures.stories("Q8_0"), options)) {
      EngineLoop loop = loop(decoder);
      long least = Long.MAX_VALUE;
      for (int i = 0; i < ATTEMPTS && least > BYTES_PER_TOKEN * STEPS * streams; i++) {
        least = Math.min(least, allocatedByRound(loop, streams));
      }
      assertThat(least / (STEPS * streams))
          .as("bytes a token")
          .isLessThanOrEqualTo(BYTES_PER_TOKEN);
    }
  }

  private EngineLoop loop(Decoder decoder) {
    SchedulerLimits limits = new SchedulerLimits(64, 64, 16, 64, 0);
    BlockPool pool = new BlockPool(decoder.blockCount());
    var scheduler = new Scheduler<GenerationStream>(limits, pool, new PrefixCache(pool), gate);
    return new EngineLoop(decoder, tokenizer, limits, scheduler, inbox, load, System::nanoTime);
  }

  /** Bytes of {@link #STEPS} steps in the midst of as many streams as wanted. */
  private long allocatedByRound(EngineLoop loop, int streams) {
    for (int i = 0; i < streams; i++) {
      submit(10 + i);
    }
    for (int step = 0; step < 20; step++) {
      loop.step();
    }
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int step = 0; step < STEPS; step++) {
      loop.step();
    }
    long after = THREADS.getCurrentThreadAllocatedBytes();
    while (loop.step()) {
      // to the end
    }
    return after - before;
  }

  private void submit(int first) {
    int[] prompt = new int[8];
    Arrays.setAll(prompt, i -> first + i);
    var request = Requests.of(300, prompt).ignoreEos().request();
    assertThat(gate.tryEnter(prompt.length)).isTrue();
    load.streams().increment();
    inbox.submit(new GenerationStream(request, tokenizer, event -> {}, 1, ""));
  }
}
