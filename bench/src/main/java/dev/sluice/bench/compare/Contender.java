package dev.sluice.bench.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One of the two engines: how its benchmark and its server are started, and read. */
interface Contender {
  String name();

  /** All prefill tests in one run of {@link #benchmark}, all decode tests in another. */
  default Map<String, Double> bench(Path model, Plan plan)
      throws IOException, InterruptedException {
    Map<String, Double> rates = new LinkedHashMap<>();
    rates.putAll(benchmark(model, plan, list(plan.prompts()), "0", "0"));
    rates.putAll(benchmark(model, plan, "0", "" + plan.generated(), list(plan.depths())));
    return rates;
  }

  /**
   * Runs the engine's own benchmark once; numbers are comma-separated.
   *
   * @return tokens per second by test, named as in {@link Plan#prefill} and {@link Plan#decode}
   */
  Map<String, Double> benchmark(
      Path model, Plan plan, String prompts, String generated, String depths)
      throws IOException, InterruptedException;

  /** Starts a server for OpenAI clients; it need not be ready yet. */
  Server serve(Path model, Plan plan, Path folder) throws IOException;

  private static String list(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
