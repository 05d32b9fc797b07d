package dev.sluice.gateway.completion;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;
import dev.sluice.contract.QuotaMetric;
import dev.sluice.contract.QuotaPolicy;
import dev.sluice.contract.QuotaPolicy.Mode;
import dev.sluice.gateway.quota.Hold;
import dev.sluice.gateway.quota.LeasedQuotas;
import dev.sluice.gateway.quota.QuotaHold;
import dev.sluice.gateway.quota.QuotaNeed;
import dev.sluice.gateway.quota.QuotaOutcome;
import dev.sluice.gateway.quota.RateLevels;
import dev.sluice.gateway.quota.RateLimits;
import dev.sluice.gateway.quota.Reservation;
import dev.sluice.gateway.tenant.Tenant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** A key's limits and quotas asked, and a refusal put into words. */
@Component
class Admission {
  private final RateLimits limits;
  private final LeasedQuotas quotas;

  Admission(RateLimits limits, LeasedQuotas quotas) {
    this.limits = limits;
    this.quotas = quotas;
  }

  /** Counts a request against the key's requests per minute. */
  void admit(Tenant tenant) {
    if (limits.admit(tenant.keyId(), tenant.requestsPerMinute())
        instanceof Reservation.Refused refused) {
      throw refusal(
          tenant,
          refused,
          "This API key may send %d requests per minute and has sent them."
              .formatted(refused.limit()));
    }
  }

  /** Holds prompt and output tokens; the hold may be smaller than the worst case. */
  Hold reserve(Tenant tenant, long promptTokens, long outputTokens, int choices) {
    long minimum = promptTokens + Math.min(choices, outputTokens);
    Reservation answer =
        limits.reserve(
            tenant.keyId(), tenant.tokensPerMinute(), minimum, promptTokens + outputTokens);
    return switch (answer) {
      case Reservation.Granted granted -> granted.hold();
      case Reservation.Refused refused ->
          throw refusal(
              tenant,
              refused,
              "This API key may use %d tokens per minute; this request needs at least %d, more than is left of them."
                  .formatted(refused.limit(), minimum));
    };
  }

  /**
   * Holds what a request needs of its quotas.
   *
   * @param owner given the hold the moment it exists, also when nobody waits for it any more
   */
  Mono<QuotaHold> acquire(
      Tenant tenant, List<QuotaPolicy> policies, QuotaNeed need, Consumer<QuotaHold> owner) {
    return quotas
        .acquire(policies, need, owner)
        .map(
            outcome ->
                switch (outcome) {
                  case QuotaOutcome.Held held -> held.hold();
                  case QuotaOutcome.Refused refused ->
                      throw new RequestFailedException(
                          QuotaRefusals.of(refused), standing(tenant, policies));
                  case QuotaOutcome.Unavailable away ->
                      throw new RequestFailedException(QuotaRefusals.of(away));
                });
  }

  /** The tightest of the key's limits per minute and its quotas, as far as they are known here. */
  Standing standing(Tenant tenant, List<QuotaPolicy> policies) {
    RateLevels perMinute =
        limits.levels(tenant.keyId(), tenant.requestsPerMinute(), tenant.tokensPerMinute());
    return Standing.of(
        new RateLevels(
            tightest(perMinute.requests(), policies, Set.of(QuotaMetric.REQUESTS)),
            tightest(
                perMinute.tokens(),
                policies,
                Set.of(QuotaMetric.TOTAL_TOKENS, QuotaMetric.OUTPUT_TOKENS))));
  }

  private RateLevels.Level tightest(
      RateLevels.Level first, List<QuotaPolicy> policies, Set<QuotaMetric> metrics) {
    return Stream.concat(
            Stream.ofNullable(first),
            policies.stream()
                .filter(policy -> policy.mode() == Mode.ENFORCE)
                .filter(policy -> metrics.contains(policy.metric()))
                .map(quotas::level)
                .filter(Objects::nonNull))
        .min(Comparator.comparingLong(RateLevels.Level::remaining))
        .orElse(null);
  }

  private RequestFailedException refusal(
      Tenant tenant, Reservation.Refused refused, String message) {
    return new RequestFailedException(
        new ErrorDetail(ErrorCode.RATE_LIMIT_EXCEEDED, message, null, refused.retryAfterMillis()),
        standing(tenant, List.of()));
  }
}
