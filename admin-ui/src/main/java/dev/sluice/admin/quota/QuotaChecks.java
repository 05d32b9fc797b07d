package dev.sluice.admin.quota;

import dev.sluice.admin.api.ApiFailure;
import dev.sluice.contract.QuotaMetric;
import dev.sluice.contract.QuotaWindow;
import java.util.Arrays;
import java.util.Locale;

/** The limits of what a client may write into a quota. */
final class QuotaChecks {
  private static final int PATTERN_CHARACTERS = 200;
  private static final int PATTERN_STARS = 4;

  private QuotaChecks() {}

  /** The constant whose lower-case name a client wrote. */
  static <E extends Enum<E>> E oneOf(Class<E> type, String param, String text, E otherwise) {
    if (text == null && otherwise != null) {
      return otherwise;
    }
    if (text == null) {
      throw ApiFailure.missing(param);
    }
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> wire(constant).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                ApiFailure.invalid(
                    param,
                    "'%s' is '%s' and must be one of %s"
                        .formatted(
                            param,
                            text,
                            Arrays.stream(type.getEnumConstants())
                                .map(QuotaChecks::wire)
                                .toList())));
  }

  static String wire(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  static long limit(Long limit) {
    if (limit == null) {
      throw ApiFailure.missing("limit");
    }
    if (limit < 0) {
      throw ApiFailure.invalid("limit", "'limit' is %d and must be at least 0".formatted(limit));
    }
    return limit;
  }

  /** A few stars only: every one multiplies the work of matching a name. */
  static String pattern(String pattern) {
    if (pattern == null || pattern.isEmpty()) {
      return "*";
    }
    long stars = pattern.chars().filter(c -> c == '*').count();
    if (pattern.length() > PATTERN_CHARACTERS || stars > PATTERN_STARS) {
      throw ApiFailure.invalid(
          "modelPattern",
          "'modelPattern' has %d characters and %d stars and may have %d and %d"
              .formatted(pattern.length(), stars, PATTERN_CHARACTERS, PATTERN_STARS));
    }
    return pattern;
  }

  /** Streams that run at the same time have no window. */
  static QuotaWindow window(QuotaMetric metric, String text) {
    if (metric != QuotaMetric.CONCURRENT_STREAMS) {
      return oneOf(QuotaWindow.class, "window", text, null);
    }
    if (text != null) {
      throw ApiFailure.invalid("window", "'concurrent_streams' has no window, leave it out");
    }
    return QuotaWindow.LIFETIME;
  }
}
