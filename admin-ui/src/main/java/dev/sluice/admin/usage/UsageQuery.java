package dev.sluice.admin.usage;

import dev.sluice.admin.api.ApiFailure;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * Which rows are asked for.
 *
 * @param fromMillis first moment that counts
 * @param toMillis first moment that no longer counts
 */
record UsageQuery(long fromMillis, long toMillis, Bucket bucket, UsageFilter filter) {

  static UsageQuery parse(String from, String to, String groupBy, UsageFilter filter) {
    Bucket bucket = bucket(groupBy);
    long begin = moment("from", from);
    long end = moment("to", to);
    if (begin >= end) {
      throw ApiFailure.invalid("to", "to is %s and must be after from, %s".formatted(to, from));
    }
    Duration longest = bucket.longestSpan();
    if (end - begin > longest.toMillis()) {
      throw ApiFailure.invalid(
          "from",
          "from %s to %s is more than the %d days that groupBy=%s may cover"
              .formatted(from, to, longest.toDays(), groupBy));
    }
    return new UsageQuery(begin, end, bucket, filter);
  }

  private static Bucket bucket(String groupBy) {
    return switch (groupBy) {
      case "hour" -> Bucket.HOUR;
      case "day" -> Bucket.DAY;
      default ->
          throw ApiFailure.invalid(
              "groupBy", "groupBy is '%s' and must be hour or day".formatted(groupBy));
    };
  }

  private static long moment(String name, String text) {
    try {
      Instant instant = OffsetDateTime.parse(text).toInstant();
      return instant.toEpochMilli();
    } catch (DateTimeException | ArithmeticException unreadable) {
      throw ApiFailure.invalid(
          name, "%s is '%s' and must be a time such as 2030-01-31T00:00:00Z".formatted(name, text));
    }
  }
}
