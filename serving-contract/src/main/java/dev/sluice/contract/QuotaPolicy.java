package dev.sluice.contract;

/**
 * A limit as gateways know it.
 *
 * @param scopeId id of the organisation or project, or of the first key of a rotation chain
 * @param modelPattern public model name it counts for; {@code *} stands for any characters
 * @param limit amount per window
 * @param version grows with every change
 */
public record QuotaPolicy(
    String id,
    Scope scope,
    String scopeId,
    String modelPattern,
    QuotaMetric metric,
    QuotaWindow window,
    long limit,
    Mode mode,
    OnStoreDown onStoreDown,
    long version) {

  /** Whose usage counts. */
  public enum Scope {
    ORGANISATION,
    PROJECT,
    KEY
  }

  /** What happens beyond the limit. */
  public enum Mode {
    ENFORCE,
    /** Counts and refuses nothing. */
    SHADOW
  }

  /** What happens while the control plane cannot be asked and nothing leased is left. */
  public enum OnStoreDown {
    ALLOW,
    DENY,
    /** Each gateway may use a small, configured share of the limit. */
    DEGRADED
  }

  /** Whether a public model name is counted. */
  public boolean covers(String model) {
    return matches(modelPattern, 0, model, 0);
  }

  private static boolean matches(String pattern, int p, String text, int t) {
    if (p == pattern.length()) {
      return t == text.length();
    }
    if (pattern.charAt(p) == '*') {
      for (int rest = t; rest <= text.length(); rest++) {
        if (matches(pattern, p + 1, text, rest)) {
          return true;
        }
      }
      return false;
    }
    return t < text.length()
        && pattern.charAt(p) == text.charAt(t)
        && matches(pattern, p + 1, text, t + 1);
  }
}
