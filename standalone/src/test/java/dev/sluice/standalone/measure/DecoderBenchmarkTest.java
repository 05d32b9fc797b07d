package dev.sluice.standalone.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.standalone.measure.BenchmarkCase.Kind;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DecoderBenchmarkTest {
  private static final long HALF_SECOND = 500_000_000L;
  private final AtomicLong nanos = new AtomicLong();

  @Test
  void measure_prefill_feedsBatchesAndAsksForOneRow() {
    FakeDecoder decoder = new FakeDecoder(256, 64, 4);
    BenchmarkResult result =
        benchmark(decoder, 32).measure(new BenchmarkCase(Kind.PREFILL, 80, 0), 1);
    assertThat(decoder.batchSizes).startsWith(32, 32, 16);
    assertThat(decoder.logitCounts).startsWith(0, 0, 1);
    assertThat(result.mean()).isCloseTo(160, within(1e-6));
  }

  @Test
  void measure_decodeAtDepth_startsTheClockAfterTheDepth() {
    FakeDecoder decoder = new FakeDecoder(256, 64, 4);
    benchmark(decoder, 0).measure(new BenchmarkCase(Kind.DECODE, 3, 100), 2);
    assertThat(decoder.batchSizes).startsWith(64, 36, 1, 1, 1, 64);
    assertThat(decoder.positions.subList(100, 104)).containsExactly(100, 101, 102, 0);
  }

  @Test
  void measure_beyondTheContext_saysSo() {
    FakeDecoder decoder = new FakeDecoder(64, 64, 4);
    assertThatThrownBy(
            () -> benchmark(decoder, 0).measure(new BenchmarkCase(Kind.DECODE, 60, 10), 1))
        .isInstanceOf(MeasureException.class)
        .hasMessageContaining("tg60 @ d10")
        .hasMessageContaining("64");
  }

  @Test
  void result_severalSamples_haveSampleDeviation() {
    BenchmarkResult result =
        new BenchmarkResult(new BenchmarkCase(Kind.DECODE, 1, 0), new double[] {1, 2, 3, 4});
    assertThat(result.mean()).isEqualTo(2.5);
    assertThat(result.standardDeviation()).isCloseTo(1.2909944, within(1e-6));
  }

  @Test
  void label_namesTestAsLlamaBenchDoes() {
    assertThat(new BenchmarkCase(Kind.PREFILL, 256, 0).label()).isEqualTo("pp256");
    assertThat(new BenchmarkCase(Kind.DECODE, 64, 0).label()).isEqualTo("tg64");
  }

  /** Each look at the clock is half a second after the last one. */
  private DecoderBenchmark benchmark(FakeDecoder decoder, int batchTokens) {
    return new DecoderBenchmark(decoder, batchTokens, () -> nanos.getAndAdd(HALF_SECOND));
  }
}
