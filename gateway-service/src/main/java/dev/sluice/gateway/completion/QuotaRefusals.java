package dev.sluice.gateway.completion;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;
import dev.sluice.contract.QuotaMetric;
import dev.sluice.contract.QuotaPolicy;
import dev.sluice.contract.QuotaWindow;
import dev.sluice.gateway.quota.QuotaOutcome;
import java.util.Locale;

/**
 * A quota's refusal put into words. What comes back by itself is a rate limit and says when; what
 * is used up for good is {@code insufficient_quota}, which clients do not retry.
 */
final class QuotaRefusals {
  /**
   * Running requests end at a time nobody knows; holders give back what they do not need in less.
   */
  private static final long RETRY_WHEN_HELD_MILLIS = 2000;

  private static final long RETRY_WHEN_AWAY_MILLIS = 5000;

  private QuotaRefusals() {}

  static ErrorDetail of(QuotaOutcome.Refused refused) {
    QuotaPolicy policy = refused.policy();
    if (policy.metric() == QuotaMetric.CONCURRENT_STREAMS) {
      return new ErrorDetail(
          ErrorCode.RATE_LIMIT_EXCEEDED,
          "This %s may run %d requests at the same time and does."
              .formatted(subject(policy), policy.limit()),
          null,
          RETRY_WHEN_HELD_MILLIS);
    }
    boolean isForEver = refused.windowMillis() == null && refused.isSpent();
    boolean isHopeless = refused.needed() > policy.limit();
    Long retry = refused.isSpent() ? refused.windowMillis() : (Long) RETRY_WHEN_HELD_MILLIS;
    return new ErrorDetail(
        isForEver ? ErrorCode.INSUFFICIENT_QUOTA : ErrorCode.RATE_LIMIT_EXCEEDED,
        message(policy, refused),
        null,
        isHopeless ? null : retry);
  }

  static ErrorDetail of(QuotaOutcome.Unavailable away) {
    return new ErrorDetail(
        ErrorCode.QUOTA_UNAVAILABLE,
        "The %s quota of this %s cannot be checked now. Try again shortly."
            .formatted(words(away.policy().metric()), subject(away.policy())),
        null,
        RETRY_WHEN_AWAY_MILLIS);
  }

  private static String message(QuotaPolicy policy, QuotaOutcome.Refused refused) {
    return "This %s may use %d %s %s; this request needs at least %d and %d are left."
        .formatted(
            subject(policy),
            policy.limit(),
            words(policy.metric()),
            policy.window() == QuotaWindow.LIFETIME ? "in total" : "per " + lower(policy.window()),
            refused.needed(),
            refused.remaining());
  }

  private static String subject(QuotaPolicy policy) {
    return policy.scope() == QuotaPolicy.Scope.KEY ? "API key" : lower(policy.scope());
  }

  private static String words(QuotaMetric metric) {
    return lower(metric).replace('_', ' ');
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
