package dev.sluice.gateway.quota;

import java.time.Clock;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * Requests and tokens per minute of each key, as seen by this gateway. Limits come with each call
 * because they change with the snapshot. Safe for use by several threads.
 *
 * <p>The worst case is held before a request starts and settled to the exact count when it ends. A
 * hold may be smaller than the worst case: the request may then generate only what it holds, so
 * small limits are usable and no limit is overshot.
 */
@Component
public class RateLimits {
  private static final class KeyBudgets {
    final Budget requests = new Budget();
    final Budget tokens = new Budget();
  }

  private final ConcurrentHashMap<String, KeyBudgets> keys = new ConcurrentHashMap<>();
  private final Clock clock;

  public RateLimits(Clock clock) {
    this.clock = clock;
  }

  /**
   * Counts one request.
   *
   * @param limit requests per minute, null is unlimited
   */
  public Reservation admit(String keyId, Long limit) {
    Reservation reservation = reserve(budgets(keyId).requests, limit, 1, 1);
    if (reservation instanceof Reservation.Granted granted) {
      granted.hold().settle(1);
    }
    return reservation;
  }

  /**
   * Holds tokens for one request.
   *
   * @param limit tokens per minute, null is unlimited
   * @param minimum without these the request makes no sense: its prompt and a first token
   * @param wanted the worst case
   */
  public Reservation reserve(String keyId, Long limit, long minimum, long wanted) {
    return reserve(budgets(keyId).tokens, limit, minimum, wanted);
  }

  public RateLevels levels(String keyId, Long requestsPerMinute, Long tokensPerMinute) {
    KeyBudgets budgets = budgets(keyId);
    return new RateLevels(
        level(budgets.requests, requestsPerMinute), level(budgets.tokens, tokensPerMinute));
  }

  /** Drops the windows of keys that used nothing for a minute. */
  public void forgetIdle() {
    long now = clock.millis();
    for (String keyId : keys.keySet()) {
      keys.computeIfPresent(
          keyId, (id, key) -> key.requests.isIdle(now) && key.tokens.isIdle(now) ? null : key);
    }
  }

  private Reservation reserve(Budget budget, Long limit, long minimum, long wanted) {
    if (limit == null) {
      return new Reservation.Granted(
          new Hold(wanted, actual -> budget.settle(clock.millis(), 0, actual)));
    }
    long now = clock.millis();
    long amount = budget.hold(now, limit, minimum, wanted);
    if (amount >= 0) {
      return new Reservation.Granted(
          new Hold(amount, actual -> budget.settle(clock.millis(), amount, actual)));
    }
    boolean isHopeless = minimum > limit;
    return new Reservation.Refused(
        limit, isHopeless ? null : budget.retryAfterMillis(now, limit, minimum));
  }

  private RateLevels.Level level(Budget budget, Long limit) {
    return limit == null ? null : budget.level(clock.millis(), limit);
  }

  private KeyBudgets budgets(String keyId) {
    return keys.computeIfAbsent(keyId, id -> new KeyBudgets());
  }
}
