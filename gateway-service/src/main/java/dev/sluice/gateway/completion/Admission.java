package dev.sluice.gateway.completion;

import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;
import dev.sluice.gateway.quota.Hold;
import dev.sluice.gateway.quota.RateLimits;
import dev.sluice.gateway.quota.Reservation;
import dev.sluice.gateway.tenant.Tenant;
import org.springframework.stereotype.Component;

/** A key's limits asked, and a refusal put into words. */
@Component
class Admission {
  private final RateLimits limits;

  Admission(RateLimits limits) {
    this.limits = limits;
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

  Standing standing(Tenant tenant) {
    return Standing.of(
        limits.levels(tenant.keyId(), tenant.requestsPerMinute(), tenant.tokensPerMinute()));
  }

  private RequestFailedException refusal(
      Tenant tenant, Reservation.Refused refused, String message) {
    return new RequestFailedException(
        new ErrorDetail(ErrorCode.RATE_LIMIT_EXCEEDED, message, null, refused.retryAfterMillis()),
        standing(tenant));
  }
}
