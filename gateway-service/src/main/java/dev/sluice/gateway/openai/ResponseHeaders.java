package dev.sluice.gateway.openai;

import dev.sluice.contract.ErrorDetail;
import dev.sluice.gateway.completion.Deprecation;
import dev.sluice.gateway.completion.Standing;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.springframework.http.HttpHeaders;

/** The headers that clients and operators read. */
final class ResponseHeaders {
  static final String REQUEST_ID = "x-request-id";
  static final String PROCESSING_MILLIS = "openai-processing-ms";

  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);

  private ResponseHeaders() {}

  static void putStanding(HttpHeaders headers, Standing standing) {
    if (standing != null) {
      putLimit(headers, "requests", standing.requests());
      putLimit(headers, "tokens", standing.tokens());
    }
  }

  /** RFC 9745 and RFC 8594. */
  static void putDeprecation(HttpHeaders headers, Deprecation deprecation) {
    if (deprecation == null) {
      return;
    }
    headers.set("deprecation", "@" + deprecation.sinceEpochMillis() / 1000);
    if (deprecation.sunsetEpochMillis() != null) {
      headers.set(
          "sunset",
          HTTP_DATE.format(
              Instant.ofEpochMilli(deprecation.sunsetEpochMillis()).atOffset(ZoneOffset.UTC)));
    }
  }

  static void putRetry(HttpHeaders headers, ErrorDetail detail) {
    if (detail.retryAfterMillis() != null) {
      long seconds = Math.max(1, Math.ceilDiv(detail.retryAfterMillis(), 1000L));
      headers.set(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
    }
  }

  private static void putLimit(HttpHeaders headers, String what, Standing.Limit limit) {
    if (limit != null) {
      headers.set("x-ratelimit-limit-" + what, Long.toString(limit.limit()));
      headers.set("x-ratelimit-remaining-" + what, Long.toString(limit.remaining()));
      headers.set("x-ratelimit-reset-" + what, duration(limit.resetMillis()));
    }
  }

  /** As OpenAI writes them: {@code 250ms}, {@code 1.5s}. */
  private static String duration(long millis) {
    if (millis < 1000) {
      return millis + "ms";
    }
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis / 1000.0 + "s";
  }
}
