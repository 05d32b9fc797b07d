package dev.sluice.contract;

/** What a quota counts. */
public enum QuotaMetric {
  /** Requests that were sent to a pod. */
  REQUESTS,
  INPUT_TOKENS,
  OUTPUT_TOKENS,
  /** Prompt and output together. */
  TOTAL_TOKENS,
  /** Requests that run at the same time; nothing is used up, so there is no window. */
  CONCURRENT_STREAMS;

  /**
   * What a request that has ended is charged.
   *
   * @param isDispatched whether a pod was asked
   */
  public long charge(boolean isDispatched, long inputTokens, long outputTokens) {
    return switch (this) {
      case REQUESTS -> isDispatched ? 1 : 0;
      case INPUT_TOKENS -> inputTokens;
      case OUTPUT_TOKENS -> outputTokens;
      case TOTAL_TOKENS -> inputTokens + outputTokens;
      case CONCURRENT_STREAMS -> 0;
    };
  }
}
