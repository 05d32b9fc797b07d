package dev.sluice.contract;

import java.util.List;

/**
 * What a gateway sees, posted to admin for the console: its pods with their last load and its own
 * recent traffic.
 *
 * @param requestsPerSecond over the last reporting interval
 * @param outputTokensPerSecond likewise
 * @param timeToFirstTokenMillis mean of the interval, null when no first token came in it
 * @param tokenizers the processes of the tokenizer service that this gateway knows
 * @param refusals loads that were refused since the last report; each is told once
 */
public record GatewayReport(
    String gatewayId,
    long atEpochMillis,
    List<PodView> pods,
    int activeStreams,
    double requestsPerSecond,
    double outputTokensPerSecond,
    Double timeToFirstTokenMillis,
    List<TokenizerView> tokenizers,
    List<Refusal> refusals) {

  public GatewayReport {
    pods = pods == null ? List.of() : List.copyOf(pods);
    tokenizers = tokenizers == null ? List.of() : List.copyOf(tokenizers);
    refusals = refusals == null ? List.of() : List.copyOf(refusals);
  }

  /** Of a gateway that says nothing of versions. */
  public GatewayReport(
      String gatewayId,
      long atEpochMillis,
      List<PodView> pods,
      int activeStreams,
      double requestsPerSecond,
      double outputTokensPerSecond,
      Double timeToFirstTokenMillis) {
    this(
        gatewayId,
        atEpochMillis,
        pods,
        activeStreams,
        requestsPerSecond,
        outputTokensPerSecond,
        timeToFirstTokenMillis,
        List.of(),
        List.of());
  }

  /**
   * @param versions null while it cannot be reached
   */
  public record TokenizerView(String address, List<VersionStatus> versions) {}

  /**
   * A {@link GatewayOrders.Load} that a pod or tokenizer did not take.
   *
   * @param podId null for a tokenizer
   * @param problem one sentence
   */
  public record Refusal(String address, String podId, String tag, String problem) {}

  /**
   * @param state {@code ready}, {@code draining}, {@code unreachable} or {@code open} (the circuits
   *     of all its models are)
   * @param load the last one seen, or null
   * @param circuit the worst of its models': {@code closed}, {@code half_open} or {@code open}
   * @param inFlight streams of this gateway at the pod
   */
  public record PodView(String address, String state, PodLoad load, String circuit, int inFlight) {}
}
