package dev.sluice.admin.fleet;

import dev.sluice.contract.GatewayReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The traffic of the last 15 minutes in slots of 5 seconds. A gateway reports about every 2
 * seconds, so a slot holds two or three of its reports: they are averaged per gateway, and the
 * gateways are added up. The slot of this moment is not shown, as not every gateway has reported in
 * it; a slot without any report is a gap, not a zero.
 *
 * <p>Not safe for several threads; {@link Fleet} guards it.
 */
final class TrafficSeries {
  static final long SLOT_MILLIS = 5_000;
  private static final int SLOTS = 15 * 60 * 1000 / (int) SLOT_MILLIS;

  /**
   * A report has no count of first tokens. One that brings a mean stands for at least this rate: a
   * request whose first token took long may have come in an earlier interval.
   */
  private static final double LEAST_WEIGHT = 0.5;

  /** One more than what is shown, for the slot of this moment. */
  private final Slot[] ring = new Slot[SLOTS + 1];

  void add(GatewayReport report, long nowMillis) {
    long number = Math.floorDiv(nowMillis, SLOT_MILLIS);
    int place = (int) Math.floorMod(number, (long) ring.length);
    if (ring[place] == null || ring[place].number != number) {
      ring[place] = new Slot(number);
    }
    ring[place].gateways.computeIfAbsent(report.gatewayId(), id -> new Sums()).add(report);
  }

  /** The finished slots of the last 15 minutes, oldest first, each at its end. */
  List<Overview.Sample> samples(long nowMillis) {
    long current = Math.floorDiv(nowMillis, SLOT_MILLIS);
    List<Overview.Sample> samples = new ArrayList<>();
    for (long number = current - SLOTS; number < current; number++) {
      Slot slot = ring[(int) Math.floorMod(number, (long) ring.length)];
      if (slot != null && slot.number == number) {
        samples.add(slot.sample());
      }
    }
    return samples;
  }

  private record Slot(long number, Map<String, Sums> gateways) {
    Slot(long number) {
      this(number, new TreeMap<>());
    }

    Overview.Sample sample() {
      double tokens = 0;
      double requests = 0;
      double active = 0;
      double firstTokens = 0;
      double weight = 0;
      for (Sums sums : gateways.values()) {
        tokens += sums.tokensPerSecond / sums.reports;
        requests += sums.requestsPerSecond / sums.reports;
        active += (double) sums.activeStreams / sums.reports;
        firstTokens += sums.weightedFirstToken;
        weight += sums.weight;
      }
      return new Overview.Sample(
          (number + 1) * SLOT_MILLIS,
          tokens,
          requests,
          weight == 0 ? null : firstTokens / weight,
          Math.round(active));
    }
  }

  /** What one gateway reported within a slot. */
  private static final class Sums {
    private int reports;
    private double tokensPerSecond;
    private double requestsPerSecond;
    private long activeStreams;
    private double weightedFirstToken;
    private double weight;

    void add(GatewayReport report) {
      reports++;
      tokensPerSecond += report.outputTokensPerSecond();
      requestsPerSecond += report.requestsPerSecond();
      activeStreams += report.activeStreams();
      if (report.timeToFirstTokenMillis() != null) {
        double requests = Math.max(LEAST_WEIGHT, report.requestsPerSecond());
        weightedFirstToken += requests * report.timeToFirstTokenMillis();
        weight += requests;
      }
    }
  }
}
