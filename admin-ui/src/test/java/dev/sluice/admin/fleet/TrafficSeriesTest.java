package dev.sluice.admin.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contract.GatewayReport;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrafficSeriesTest {
  private static final long SLOT = TrafficSeries.SLOT_MILLIS;
  private static final long START = 1_000 * SLOT;

  private final TrafficSeries series = new TrafficSeries();

  @Test
  void samples_ofSeveralGateways_areAveragedPerGatewayAndAddedUp() {
    series.add(report("a", 10, 1, 100.0, 3), START);
    series.add(report("a", 20, 3, null, 5), START + 2_000);
    series.add(report("b", 100, 4, 50.0, 7), START + 3_000);

    assertThat(series.samples(START + SLOT))
        .singleElement()
        .satisfies(
            sample -> {
              assertThat(sample.atEpochMillis()).isEqualTo(START + SLOT);
              assertThat(sample.tokensPerSecond()).isEqualTo(115);
              assertThat(sample.requestsPerSecond()).isEqualTo(6);
              assertThat(sample.activeStreams()).isEqualTo(11);
              assertThat(sample.timeToFirstTokenMillis()).isEqualTo((100 + 4 * 50) / 5.0);
            });
  }

  @Test
  void samples_withoutAFirstToken_haveNone() {
    series.add(report("a", 10, 1, null, 3), START);
    assertThat(series.samples(START + SLOT).getFirst().timeToFirstTokenMillis()).isNull();
  }

  @Test
  void samples_ofTheRunningSlot_areNotShownYet() {
    series.add(report("a", 10, 1, 1.0, 1), START);
    assertThat(series.samples(START + SLOT - 1)).isEmpty();
  }

  @Test
  void samples_overTwentyMinutes_areTheLastFifteenOldestFirst() {
    for (long at = START; at < START + 20 * 60_000; at += SLOT) {
      series.add(report("a", at, 1, 1.0, 1), at);
    }
    long now = START + 20 * 60_000;
    List<Overview.Sample> samples = series.samples(now);
    assertThat(samples).hasSize(180);
    assertThat(samples.getFirst().atEpochMillis()).isEqualTo(now - 15 * 60_000 + SLOT);
    assertThat(samples.getLast().atEpochMillis()).isEqualTo(now);
    assertThat(samples)
        .allSatisfy(
            sample ->
                assertThat(sample.tokensPerSecond()).isEqualTo(sample.atEpochMillis() - SLOT));
  }

  @Test
  void samples_afterASilence_haveAGapAndNothingOld() {
    series.add(report("a", 1, 1, 1.0, 1), START);
    long later = START + 14 * 60_000;
    series.add(report("a", 2, 1, 1.0, 1), later);
    assertThat(series.samples(later + SLOT)).hasSize(2);
    assertThat(series.samples(later + 2 * 60_000)).hasSize(1);
    assertThat(series.samples(later + 16 * 60_000)).isEmpty();
  }

  private static GatewayReport report(
      String gateway, double tokens, double requests, Double firstToken, int active) {
    return new GatewayReport(gateway, 0, List.of(), active, requests, tokens, firstToken);
  }
}
