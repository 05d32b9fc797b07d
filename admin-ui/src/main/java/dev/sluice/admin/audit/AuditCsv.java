package dev.sluice.admin.audit;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/**
 * Audit entries as lines of RFC 4180, the states as JSON. A value that a spreadsheet would take for
 * a formula gets an apostrophe in front: names are what somebody typed.
 */
final class AuditCsv {
  private static final String FORMULA_STARTS = "=+-@\t\r";

  private AuditCsv() {}

  static String header() {
    return line(List.of("id", "at", "actor", "action", "subject", "before", "after"));
  }

  static String line(AuditEntry entry, JsonMapper json) {
    return line(
        List.of(
            entry.id(),
            entry.at().toString(),
            entry.actor(),
            entry.action(),
            entry.subject(),
            state(entry.before(), json),
            state(entry.after(), json)));
  }

  private static String state(Map<String, Object> state, JsonMapper json) {
    return state == null ? "" : json.writeValueAsString(state);
  }

  private static String line(List<String> values) {
    return values.stream()
        .map(AuditCsv::harmless)
        .map(AuditCsv::quoted)
        .collect(Collectors.joining(",", "", "\r\n"));
  }

  private static String harmless(String value) {
    boolean isFormula = !value.isEmpty() && FORMULA_STARTS.indexOf(value.charAt(0)) >= 0;
    return isFormula ? "'" + value : value;
  }

  private static String quoted(String value) {
    boolean isPlain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
    return isPlain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }
}
