package dev.sluice.contract;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

/** The calendar span, in UTC, after which a quota's budget is new. */
public enum QuotaWindow {
  MINUTE(ChronoUnit.MINUTES),
  HOUR(ChronoUnit.HOURS),
  DAY(ChronoUnit.DAYS),
  MONTH(ChronoUnit.MONTHS),
  /** One budget that never renews; its window starts at 0. */
  LIFETIME(ChronoUnit.FOREVER);

  private final ChronoUnit unit;

  QuotaWindow(ChronoUnit unit) {
    this.unit = unit;
  }

  /** Beginning of the window that a moment lies in, as milliseconds since 1970. */
  public long startMillis(long atMillis) {
    return this == LIFETIME ? 0 : start(atMillis).toInstant().toEpochMilli();
  }

  /** First moment after the window that a moment lies in; {@link Long#MAX_VALUE} for a lifetime. */
  public long endMillis(long atMillis) {
    return this == LIFETIME
        ? Long.MAX_VALUE
        : start(atMillis).plus(1, unit).toInstant().toEpochMilli();
  }

  private ZonedDateTime start(long atMillis) {
    ZonedDateTime at = Instant.ofEpochMilli(atMillis).atZone(ZoneOffset.UTC);
    return this == MONTH ? at.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1) : at.truncatedTo(unit);
  }
}
