package dev.sluice.standalone.command;

import dev.sluice.engine.model.ModelDescription;
import dev.sluice.engine.model.RopeOverride;
import dev.sluice.standalone.measure.PasskeyResult;
import dev.sluice.standalone.measure.PasskeyRetrieval;
import dev.sluice.standalone.plot.Axis;
import dev.sluice.standalone.plot.Chart;
import dev.sluice.standalone.terminal.Console;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A passkey test as a table, as JSON and as a chart.
 *
 * @param ropeScaling what was asked for, or null for the model\'s own
 */
record PasskeyOutput(
    PasskeyResult result,
    PasskeyRetrieval.Plan plan,
    ModelDescription model,
    RopeOverride ropeScaling) {

  void print(Console console, boolean isJson) {
    if (isJson) {
      JsonOutput.print(console, json());
    } else {
      table(console);
    }
    console.out().flush();
  }

  private Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model", model.name());
    json.put("backend", model.backend());
    json.put("context", result.context());
    json.put("trained_context", model.trainedContextLength());
    json.put("rope_scaling", ropeScaling == null ? null : ropeScaling.toString());
    json.put("seed", plan.seed());
    json.put("effective_context", result.effectiveContext());
    json.put("points", result.points().stream().map(PasskeyOutput::json).toList());
    json.put("tokens", result.tokens());
    json.put("seconds", result.seconds());
    json.put("tokens_per_second", result.tokensPerSecond());
    return json;
  }

  private static Map<String, Object> json(PasskeyResult.Point point) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("distance", point.distance());
    json.put("trials", point.trials());
    json.put("successes", point.successes());
    json.put("success_rate", point.successRate());
    json.put("mean_logprob", point.meanLogprob());
    json.put("answers", point.answers());
    return json;
  }

  private void table(Console console) {
    var out = console.out();
    out.printf("%s, %s, %s%n", model.name(), model.elementType(), model.backend());
    out.printf(
        Locale.ROOT,
        "context %d (made for %d), %d keys per distance%n%n",
        result.context(),
        model.trainedContextLength(),
        plan.trials());
    out.printf("%8s %8s %14s%n", "distance", "found", "key logprob");
    for (PasskeyResult.Point point : result.points()) {
      out.printf(
          Locale.ROOT,
          "%8d %6.0f %% %14.4f%n",
          point.distance(),
          100 * point.successRate(),
          point.meanLogprob());
    }
    out.printf(
        Locale.ROOT,
        "%neffective context (20 %% or more at every distance up to it): %d tokens, %.1f tokens/s%n",
        result.effectiveContext(),
        result.tokensPerSecond());
  }

  Chart chart() {
    List<PasskeyResult.Point> points = result.points();
    double[] x = points.stream().mapToDouble(PasskeyResult.Point::distance).toArray();
    double[] found = points.stream().mapToDouble(point -> 100 * point.successRate()).toArray();
    double[] likely =
        points.stream().mapToDouble(point -> 100 * Math.exp(point.meanLogprob())).toArray();
    String title =
        String.format(
            Locale.ROOT,
            "%s: passkey retrieval, context %d, effective %d",
            model.name(),
            result.context(),
            result.effectiveContext());
    return new Chart(
        title,
        Axis.linear("distance of the key from the end, tokens", 0, result.context()),
        Axis.linear("percent", 0, 100),
        List.of(
            new Chart.Series("keys found", x, found),
            new Chart.Series("probability of a token of the key", x, likely)));
  }
}
