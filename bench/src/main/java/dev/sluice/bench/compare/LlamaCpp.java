package dev.sluice.bench.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code llama-bench} and {@code llama-server}. */
final class LlamaCpp implements Contender {
  private final Path folder;

  /**
   * @param folder of the programs
   */
  LlamaCpp(Path folder) {
    this.folder = folder;
  }

  @Override
  public String name() {
    return "llama.cpp";
  }

  @Override
  public Map<String, Double> benchmark(
      Path model, Plan plan, String prompts, String generated, String depths)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(folder.resolve("llama-bench").toString()));
    command.addAll(List.of("-m", model.toString(), "-t", "" + plan.threads(), "-r", "1"));
    command.addAll(List.of("-p", prompts, "-n", generated, "-d", depths, "-o", "csv"));
    List<String> lines = Programs.output(command).lines().toList();
    List<String> names = Arrays.asList(lines.getFirst().split(","));
    Map<String, Double> rates = new LinkedHashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      // Every field is quoted, and some hold commas.
      String[] fields = line.substring(1, line.length() - 1).split("\",\"", -1);
      int prompt = Integer.parseInt(fields[names.indexOf("n_prompt")]);
      int depth = Integer.parseInt(fields[names.indexOf("n_depth")]);
      String test = prompt > 0 ? Plan.prefill(prompt) : Plan.decode(plan.generated(), depth);
      rates.put(test, Double.valueOf(fields[names.indexOf("avg_ts")]));
    }
    return rates;
  }

  @Override
  public Server serve(Path model, Plan plan, Path folder) throws IOException {
    int port = Server.freePorts(1);
    List<String> command = new ArrayList<>(List.of(this.folder.resolve("llama-server").toString()));
    command.addAll(List.of("-m", model.toString(), "-t", "" + plan.threads()));
    command.addAll(List.of("-np", "" + plan.slots(), "-c", "" + plan.serverContext()));
    command.addAll(List.of("--host", "127.0.0.1", "--port", "" + port));
    return Server.start(name(), command, port, folder.resolve("llama-server.log"));
  }
}
