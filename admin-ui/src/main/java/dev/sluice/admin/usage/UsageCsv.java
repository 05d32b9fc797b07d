package dev.sluice.admin.usage;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Usage rows as lines of RFC 4180; what came later stands behind what scripts count on. */
final class UsageCsv {
  private static final List<String> COLUMNS =
      List.of(
          "bucketStart",
          "projectId",
          "keyId",
          "model",
          "requests",
          "promptTokens",
          "cachedPromptTokens",
          "outputTokens",
          "errors",
          "servedModel",
          "weightsDigest");

  private UsageCsv() {}

  static String header() {
    return line(COLUMNS);
  }

  static String line(UsageRow row) {
    return line(
        List.of(
            row.bucketStart(),
            row.projectId(),
            row.keyId(),
            row.model(),
            row.requests(),
            row.promptTokens(),
            row.cachedPromptTokens(),
            row.outputTokens(),
            row.errors(),
            Objects.requireNonNullElse(row.servedModel(), ""),
            Objects.requireNonNullElse(row.weightsDigest(), "")));
  }

  private static String line(List<?> values) {
    return values.stream()
        .map(value -> quoted(value.toString()))
        .collect(Collectors.joining(",", "", "\r\n"));
  }

  private static String quoted(String value) {
    boolean isPlain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
    return isPlain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }
}
