package dev.sluice.bench.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code sluice bench} and {@code sluice up}. */
final class Sluice implements Contender {
  private static final Pattern ROW = Pattern.compile("(\\S.*?) +([0-9.]+) ± [0-9.]+ tokens/s");
  private static final int PORTS = 4;

  private final String launcher;

  /**
   * @param launcher the script
   */
  Sluice(Path launcher) {
    this.launcher = launcher.toString();
  }

  @Override
  public String name() {
    return "sluice";
  }

  @Override
  public Map<String, Double> benchmark(
      Path model, Plan plan, String prompts, String generated, String depths)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(launcher, "bench", "--model", "" + model));
    command.addAll(List.of("-t", "" + plan.threads(), "-r", "1", "--backend", plan.backend()));
    command.addAll(List.of("-p", prompts, "-n", generated, "-d", depths));
    Map<String, Double> rates = new LinkedHashMap<>();
    Matcher rows = ROW.matcher(Programs.output(command));
    while (rows.find()) {
      rates.put(rows.group(1), Double.valueOf(rows.group(2)));
    }
    return rates;
  }

  @Override
  public Server serve(Path model, Plan plan, Path folder) throws IOException {
    int port = Server.freePorts(PORTS);
    List<String> command = new ArrayList<>(List.of(launcher, "up", "--model", model.toString()));
    command.addAll(List.of("-t", "" + plan.threads(), "--backend", plan.backend()));
    command.addAll(List.of("--port", "" + port));
    command.addAll(List.of("--data", folder.resolve("data").toString(), "--drain", "1"));
    command.addAll(List.of("--api-key", Server.KEY));
    return Server.start(name(), command, port, folder.resolve("sluice.log"));
  }
}
