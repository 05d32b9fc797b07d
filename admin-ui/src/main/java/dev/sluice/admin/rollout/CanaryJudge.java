package dev.sluice.admin.rollout;

import dev.sluice.admin.rollout.Finding.Cause;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Decides over a canary from the figures of one window and nothing else: integers in, a finding or
 * none out.
 *
 * <ul>
 *   <li>Fewer requests than the policy's minimum prove nothing.
 *   <li>Errors: failures / requests above the limit.
 *   <li>First token: the 95th percentile above the absolute limit, or above the relative one while
 *       the other versions have the minimum of requests too. What is below {@link #NOISE} more than
 *       theirs is never slow: twice a few milliseconds is the clock's grain and the machine's mood.
 * </ul>
 */
final class CanaryJudge {
  static final Duration NOISE = Duration.ofMillis(50);

  private CanaryJudge() {}

  /**
   * Judges the figures of a window.
   *
   * @param name public name that the requests asked for
   * @param others the versions that the canary is compared with
   */
  static Optional<Finding> judge(String name, CanaryPolicy policy, Figures canary, Figures others) {
    if (!policy.enabled() || canary.requests() < policy.minRequests()) {
      return Optional.empty();
    }
    return errors(name, policy, canary, others).or(() -> firstToken(name, policy, canary, others));
  }

  /** Judges that no pod serves it any more; a pod that restarts is given the window's time. */
  static Optional<Finding> absence(CanaryPolicy policy, Duration absent) {
    return !policy.enabled() || absent.compareTo(policy.window()) < 0
        ? Optional.empty()
        : Optional.of(
            new Finding(
                Cause.NO_POD,
                "no ready pod has served it for %d s".formatted(absent.toSeconds()),
                Map.of("absentSeconds", absent.toSeconds())));
  }

  private static Optional<Finding> errors(
      String name, CanaryPolicy policy, Figures canary, Figures others) {
    if (canary.failures() * 1000 <= policy.maxErrorPermille() * canary.requests()) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            Cause.ERROR_RATE,
            "%d of %d requests for '%s' failed, more than %s %%"
                .formatted(
                    canary.failures(), canary.requests(), name, percent(policy.maxErrorPermille())),
            figures(name, policy, canary, others)));
  }

  private static Optional<Finding> firstToken(
      String name, CanaryPolicy policy, Figures canary, Figures others) {
    Long limit = firstTokenLimitMicros(policy, others);
    if (limit == null
        || canary.firstTokenP95Micros() == null
        || canary.firstTokenP95Micros() <= limit) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            Cause.FIRST_TOKEN,
            "the 95th percentile of the time to first token for '%s' is %d ms, above %d ms"
                .formatted(name, canary.firstTokenP95Micros() / 1000, limit / 1000),
            figures(name, policy, canary, others)));
  }

  /** The tighter of the limits that apply, null for none. */
  static Long firstTokenLimitMicros(CanaryPolicy policy, Figures others) {
    Long absolute =
        policy.maxFirstTokenMillis() == null ? null : (Long) (policy.maxFirstTokenMillis() * 1000L);
    boolean isComparable =
        policy.maxFirstTokenPercent() != null
            && others.firstTokenP95Micros() != null
            && others.requests() >= policy.minRequests();
    if (!isComparable) {
      return absolute;
    }
    long theirs = others.firstTokenP95Micros();
    long relative =
        Math.max(theirs * policy.maxFirstTokenPercent() / 100, theirs + NOISE.toNanos() / 1000);
    return absolute == null ? relative : Math.min(absolute, relative);
  }

  private static Map<String, Object> figures(
      String name, CanaryPolicy policy, Figures canary, Figures others) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("publicName", name);
    figures.put("canary", canary);
    figures.put("others", others);
    figures.put("policy", policy);
    return figures;
  }

  private static String percent(int permille) {
    return permille % 10 == 0
        ? Integer.toString(permille / 10)
        : permille / 10 + "." + permille % 10;
  }
}
