package dev.sluice.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sluice.contract.SamplingSpec;
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
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a step leaves to the garbage collector for each token that it decodes, all threads together:
 * the events, and nothing of the model's or the scheduler's.
 */
@Tag("own-jvm")
class StepAllocationTest {
  /** The event, its array of one id, its text with their headers, and the token's log entries. */
  private static final long BYTES_PER_TOKEN = 256;

  private static final int STEPS = 200;

  /** The compiler may take this long to have compiled everything. */
  private static final long DEADLINE_NANOS = 60_000_000_000L;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final EngineLoad load = new EngineLoad(System::nanoTime, 256);
  private final ByteTokenizer tokenizer = new ByteTokenizer();
  private final Inbox inbox = new Inbox();
  private final QueueGate gate = new QueueGate(1 << 20, load::promptTokensPerSecond);

  @ParameterizedTest(name = "{0}, {1}, {2} streams, temperature {3}")
  @CsvSource({
    "vector, Q8_0, 1, 0",
    "vector, Q4_0, 1, 0",
    "vector, F16, 1, 0",
    "vector, Q8_0, 8, 0",
    "vector, Q4_0, 8, 0",
    "vector, Q4_0, 8, 1",
    "vector-int8, Q4_0, 1, 0",
    "vector-int8, Q4_0, 8, 0"
  })
  void step_decoding_allocatesTheEventsOnly(
      String backend, String type, int streams, float temperature) {
    DecoderOptions options = new DecoderOptions(backend, 2, 512, 0, 64, 64);
    try (Decoder decoder = Models.open(Fixtures.stories(type), options)) {
      EngineLoop loop = loop(decoder);
      long start = System.nanoTime();
      long perToken;
      do {
        perToken = allocatedByRound(loop, streams, temperature) / ((long) STEPS * streams);
      } while (perToken > BYTES_PER_TOKEN && System.nanoTime() - start < DEADLINE_NANOS);
      assertThat(perToken).as("bytes a token").isLessThanOrEqualTo(BYTES_PER_TOKEN);
    }
  }

  private EngineLoop loop(Decoder decoder) {
    SchedulerLimits limits = new SchedulerLimits(64, 64, 16, 64, 0);
    BlockPool pool = new BlockPool(decoder.blockCount());
    var scheduler = new Scheduler<GenerationStream>(limits, pool, new PrefixCache(pool), gate);
    return new EngineLoop(decoder, tokenizer, limits, scheduler, inbox, load, System::nanoTime);
  }

  /** Bytes of {@link #STEPS} steps in the midst of as many streams as wanted. */
  private long allocatedByRound(EngineLoop loop, int streams, float temperature) {
    for (int i = 0; i < streams; i++) {
      submit(10 + i, temperature);
    }
    for (int step = 0; step < 20; step++) {
      loop.step();
    }
    long[] threads = engineThreads();
    long before = allocated(threads);
    for (int step = 0; step < STEPS; step++) {
      loop.step();
    }
    long after = allocated(threads);
    while (loop.step()) {
      // to the end
    }
    return after - before;
  }

  /** This one, which runs the steps, and the backend's workers. */
  private static long[] engineThreads() {
    LongStream workers =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("sluice-compute-"))
            .mapToLong(Thread::threadId);
    return LongStream.concat(LongStream.of(Thread.currentThread().threadId()), workers).toArray();
  }

  private static long allocated(long[] threads) {
    return LongStream.of(THREADS.getThreadAllocatedBytes(threads)).sum();
  }

  private void submit(int first, float temperature) {
    int[] prompt = new int[8];
    Arrays.setAll(prompt, i -> first + i);
    var sampling = new SamplingSpec(temperature, 0, 1, 0, 1, 0, 0, Map.of(), first);
    var request = Requests.of(300, prompt).sampling(sampling).ignoreEos().request();
    assertThat(gate.tryEnter(prompt.length)).isTrue();
    load.streams().increment();
    inbox.submit(new GenerationStream(request, tokenizer, event -> {}, 1, ""));
  }
}
