package dev.sluice.admin.audit;

import dev.sluice.admin.api.ApiFailure;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;

/**
 * Which changes are asked for; what is null or empty does not count.
 *
 * @param actor the whole name
 * @param action the whole action, or its first half with the dot: {@code key.}
 * @param subject the type, the id, or both as an entry shows them: {@code key 4f1c...}
 * @param from first moment that counts
 * @param to first moment that no longer counts
 */
record AuditFilter(String actor, String action, String subject, String from, String to) {
  private static final String WHERE =
      """
      (:actor = '' OR actor = :actor)
      AND (:action = '' OR action = :action OR SUBSTRING(action, 1, :actionLength) = :family)
      AND (:subject = '' OR subject_type = :subject OR subject_id = :subject
           OR subject_type || ' ' || subject_id = :subject)
      AND at >= :from AND at < :to
      """;

  /** The condition, with names for {@link #bind}. */
  static String where() {
    return WHERE;
  }

  GenericExecuteSpec bind(GenericExecuteSpec statement) {
    String wanted = text(action);
    String family = wanted.endsWith(".") ? wanted : "-";
    return statement
        .bind("actor", text(actor))
        .bind("action", wanted)
        .bind("family", family)
        .bind("actionLength", family.length())
        .bind("subject", text(subject))
        .bind("from", moment("from", from, Long.MIN_VALUE))
        .bind("to", moment("to", to, Long.MAX_VALUE));
  }

  private static String text(String value) {
    return value == null ? "" : value.strip();
  }

  private static long moment(String name, String text, long otherwise) {
    if (text == null || text.isBlank()) {
      return otherwise;
    }
    try {
      return OffsetDateTime.parse(text.strip()).toInstant().toEpochMilli();
    } catch (DateTimeException | ArithmeticException _) {
      throw ApiFailure.invalid(
          name, "%s is '%s' and must be a time such as 2030-01-31T00:00:00Z".formatted(name, text));
    }
  }
}
