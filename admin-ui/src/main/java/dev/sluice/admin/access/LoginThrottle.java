package dev.sluice.admin.access;

import dev.sluice.admin.api.ApiFailure;
import dev.sluice.contract.ErrorCode;
import dev.sluice.contract.ErrorDetail;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Slows down guessing: some wrong passwords for one user from one address, and several times as
 * many from one address for all users, then none until the window is over. A user alone is not
 * locked, or anybody could lock the administrator out. An attempt counts before its password is
 * checked, so that guesses sent at the same time count too; a right password takes it back. Shared
 * between threads.
 */
@Component
class LoginThrottle {
  private static final int ADDRESS_FACTOR = 4;
  private static final int MAX_TRACKED = 10_000;

  private record Count(long windowEndsAt, int attempts) {}

  private final AccessSettings settings;
  private final Clock clock;
  private final Map<List<String>, Count> counts = new HashMap<>();

  LoginThrottle(AccessSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /** Counts an attempt, or refuses it without counting. */
  synchronized void attempt(String address, String username) {
    long now = clock.millis();
    if (counts.size() >= MAX_TRACKED) {
      counts.values().removeIf(count -> count.windowEndsAt() <= now);
    }
    check(List.of(address, username), settings.maxFailedLogins(), now);
    check(List.of(address), settings.maxFailedLogins() * ADDRESS_FACTOR, now);
    add(List.of(address, username), now);
    add(List.of(address), now);
  }

  /** The password was right. */
  synchronized void succeeded(String address, String username) {
    counts.remove(List.of(address, username));
    counts.computeIfPresent(
        List.of(address),
        (_, count) -> new Count(count.windowEndsAt(), Math.max(0, count.attempts() - 1)));
  }

  private void check(List<String> who, int limit, long now) {
    Count count = counts.get(who);
    if (count != null && count.windowEndsAt() > now && count.attempts() >= limit) {
      throw new ApiFailure(
          new ErrorDetail(
              ErrorCode.RATE_LIMIT_EXCEEDED,
              "too many wrong passwords; try again later",
              null,
              count.windowEndsAt() - now));
    }
  }

  private void add(List<String> who, long now) {
    counts.merge(
        who,
        new Count(now + settings.failedLoginWindow().toMillis(), 1),
        (old, fresh) ->
            old.windowEndsAt() > now ? new Count(old.windowEndsAt(), old.attempts() + 1) : fresh);
  }
}
