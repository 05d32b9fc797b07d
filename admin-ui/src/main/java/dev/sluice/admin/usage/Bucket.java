package dev.sluice.admin.usage;

import java.time.Duration;

/** The widths of time that usage is summed by; buckets begin at whole hours and days of UTC. */
enum Bucket {
  HOUR(Duration.ofHours(1), Duration.ofDays(92)),
  DAY(Duration.ofDays(1), Duration.ofDays(5 * 366));

  private final Duration width;
  private final Duration longestSpan;

  Bucket(Duration width, Duration longestSpan) {
    this.width = width;
    this.longestSpan = longestSpan;
  }

  long millis() {
    return width.toMillis();
  }

  /** What one question may ask for, so that an answer stays readable. */
  Duration longestSpan() {
    return longestSpan;
  }
}
