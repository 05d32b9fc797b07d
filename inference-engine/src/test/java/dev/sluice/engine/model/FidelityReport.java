package dev.sluice.engine.model;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** The table in {@code docs/fidelity.md}; the same numbers give the same text. */
final class FidelityReport {
  private static final String HEAD =
      """
      # Fidelity

      Every family, format and element type of the golden set on both CPU backends, against
      transformers (safetensors) or exact math on the dequantised weights (GGUF). Each row covers
      all prompts of a model: the prompt is computed in one step, the answer token by token through
      the key/value cache. Written by `FamilyGoldenTest` when `-Dsluice.fixtures` names the complete
      set; differences are rounded up to two digits. Limits: 2e-4 (safetensors), 1e-3 (GGUF).

      | format | model | architecture | type | backend | largest logit difference | largest KL (nats) | greedy ids equal |
      |---|---|---|---|---|---|---|---|
      """;

  private final Set<String> rows = new TreeSet<>();

  synchronized void add(
      GoldenCase golden, ModelDescription model, String backend, GoldenResult result) {
    rows.add(
        "| %s | %s | %s | %s | %s | %s | %s | %d of %d |"
            .formatted(
                golden.format(),
                golden.name(),
                model.architecture(),
                model.elementType(),
                backend,
                rounded(result.maxDifference, 2),
                result.maxDivergence < 1e-9 ? "< 1e-9" : rounded(result.maxDivergence, 1),
                result.agreements,
                result.steps));
  }

  private static String rounded(double value, int digits) {
    return value == 0
        ? "0"
        : "%s"
            .formatted(
                new BigDecimal(value)
                    .round(new MathContext(digits, RoundingMode.UP))
                    .doubleValue());
  }

  synchronized int size() {
    return rows.size();
  }

  synchronized void write(Path file) throws IOException {
    Files.writeString(file, HEAD + String.join("\n", rows) + "\n");
  }
}
