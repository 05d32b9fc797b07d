package dev.sluice.admin.rollout;

import dev.sluice.admin.usage.VersionUsage;
import java.util.Collection;

/**
 * What is known of some versions' requests in a window.
 *
 * @param firstTokenP95Micros null when no token came
 */
record Figures(long requests, long failures, Long firstTokenP95Micros) {
  static final Figures NONE = new Figures(0, 0, null);

  /** Sums; percentiles cannot be summed, so the largest stands for all. */
  static Figures of(Collection<VersionUsage> rows) {
    return rows.stream()
        .map(row -> new Figures(row.requests(), row.failures(), row.firstTokenP95Micros()))
        .reduce(NONE, Figures::and);
  }

  private Figures and(Figures other) {
    Long slower =
        firstTokenP95Micros == null
                || (other.firstTokenP95Micros != null
                    && other.firstTokenP95Micros > firstTokenP95Micros)
            ? other.firstTokenP95Micros
            : firstTokenP95Micros;
    return new Figures(requests + other.requests, failures + other.failures, slower);
  }
}
