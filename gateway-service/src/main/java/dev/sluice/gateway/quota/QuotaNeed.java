package dev.sluice.gateway.quota;

import dev.sluice.contract.QuotaMetric;

/**
 * What a request needs of each metric.
 *
 * @param inputTokens of its prompts
 * @param outputTokens of all its choices together, in the worst case
 * @param choices of which each needs at least one token
 */
public record QuotaNeed(long inputTokens, long outputTokens, int choices) {
  /** Without this the request makes no sense. */
  long minimum(QuotaMetric metric) {
    return amount(metric, Math.min(choices, outputTokens));
  }

  long wanted(QuotaMetric metric) {
    return amount(metric, outputTokens);
  }

  /** How many output tokens an amount allows. */
  long outputTokens(QuotaMetric metric, long amount) {
    return switch (metric) {
      case OUTPUT_TOKENS -> amount;
      case TOTAL_TOKENS -> amount - inputTokens;
      default -> outputTokens;
    };
  }

  QuotaNeed withOutput(long tokens) {
    return new QuotaNeed(inputTokens, Math.min(outputTokens, tokens), choices);
  }

  private long amount(QuotaMetric metric, long output) {
    return switch (metric) {
      case REQUESTS, CONCURRENT_STREAMS -> 1;
      case INPUT_TOKENS -> inputTokens;
      case OUTPUT_TOKENS -> output;
      case TOTAL_TOKENS -> inputTokens + output;
    };
  }
}
