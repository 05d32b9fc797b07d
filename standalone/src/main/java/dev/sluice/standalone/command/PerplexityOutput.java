package dev.sluice.standalone.command;

import dev.sluice.engine.model.ModelDescription;
import dev.sluice.engine.model.RopeOverride;
import dev.sluice.standalone.measure.PerplexityResult;
import dev.sluice.standalone.plot.Axis;
import dev.sluice.standalone.plot.Chart;
import dev.sluice.standalone.terminal.Console;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A perplexity as a table, as JSON and as a chart.
 *
 * @param ropeScaling what was asked for, or null for the model\'s own
 */
record PerplexityOutput(PerplexityResult result, ModelDescription model, RopeOverride ropeScaling) {

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
    json.put("stride", result.stride());
    json.put("windows", result.windows());
    json.put("tokens", result.tokens());
    json.put("mean_nll", result.meanLoss());
    json.put("standard_error", result.standardError());
    json.put("perplexity", result.perplexity());
    json.put("perplexity_error", result.perplexityError());
    json.put("seconds", result.seconds());
    json.put("tokens_per_second", result.tokensPerSecond());
    json.put("buckets", result.buckets().stream().map(PerplexityOutput::json).toList());
    return json;
  }

  private static Map<String, Object> json(PerplexityResult.Bucket bucket) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("from", bucket.from());
    json.put("to", bucket.to());
    json.put("tokens", bucket.tokens());
    json.put("mean_nll", bucket.meanLoss());
    json.put("perplexity", bucket.perplexity());
    return json;
  }

  private void table(Console console) {
    var out = console.out();
    out.printf("%s, %s, %s%n", model.name(), model.elementType(), model.backend());
    out.printf(
        Locale.ROOT,
        "context %d (made for %d), stride %d, %d windows%n%n",
        result.context(),
        model.trainedContextLength(),
        result.stride(),
        result.windows());
    out.printf("%-15s %10s %10s %12s%n", "position", "tokens", "mean NLL", "perplexity");
    for (PerplexityResult.Bucket bucket : result.buckets()) {
      out.printf(
          Locale.ROOT,
          "%6d .. %-5d %10d %10.4f %12.4f%n",
          bucket.from(),
          bucket.to() - 1,
          bucket.tokens(),
          bucket.meanLoss(),
          bucket.perplexity());
    }
    out.printf(
        Locale.ROOT,
        "%-15s %10d %10.4f %12.4f%n%nperplexity %.4f ± %.4f, mean NLL %.6f ± %.6f, %.1f tokens/s%n",
        "all",
        result.tokens(),
        result.meanLoss(),
        result.perplexity(),
        result.perplexity(),
        result.perplexityError(),
        result.meanLoss(),
        result.standardError(),
        result.tokensPerSecond());
  }

  Chart chart() {
    List<PerplexityResult.Bucket> buckets = result.buckets();
    double[] x = buckets.stream().mapToDouble(b -> (b.from() + b.to() - 1) / 2.0).toArray();
    double[] y = buckets.stream().mapToDouble(PerplexityResult.Bucket::perplexity).toArray();
    String title =
        String.format(
            Locale.ROOT,
            "%s: perplexity %.3f over %d tokens, context %d, stride %d",
            model.name(),
            result.perplexity(),
            result.tokens(),
            result.context(),
            result.stride());
    return new Chart(
        title,
        Axis.linear("tokens before the predicted one", 0, result.context()),
        Axis.around("perplexity", y),
        List.of(new Chart.Series("perplexity by position in the window", x, y)));
  }
}
