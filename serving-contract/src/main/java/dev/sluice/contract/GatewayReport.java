package dev.sluice.contract;

import java.util.List;

/**
 * What a gateway sees, posted to admin for the console: its pods with their last load and its own
 * recent traffic.
 *
 * @param requestsPerSecond over the last reporting interval
 * @param outputTokensPerSecond likewise
 * @param timeToFirstTokenMillis mean of the interval, null when no first token came in it
 */
public record GatewayReport(
    String gatewayId,
    long atEpochMillis,
    List<PodView> pods,
    int activeStreams,
    double requestsPerSecond,
    double outputTokensPerSecond,
    Double timeToFirstTokenMillis) {

  public GatewayReport {
    pods = pods == null ? List.of() : List.copyOf(pods);
  }

  /**
   * @param state {@code ready}, {@code draining}, {@code unreachable} or {@code open} (circuit
   *     breaker)
   * @param load the last one seen, or null
   * @param circuit {@code closed}, {@code open} or {@code half_open}
   * @param inFlight streams of this gateway at the pod
   */
  public record PodView(String address, String state, PodLoad load, String circuit, int inFlight) {}
}
