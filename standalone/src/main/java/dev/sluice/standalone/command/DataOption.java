package dev.sluice.standalone.command;

import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/** Where everything is kept. */
final class DataOption {
  static final String VARIABLE = "SLUICE_DATA";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data directory (default: $SLUICE_DATA, else ~/.sluice).")
  private Path data;

  Path resolve(Map<String, String> environment) {
    if (data != null) {
      return data.toAbsolutePath().normalize();
    }
    String variable = environment.getOrDefault(VARIABLE, "");
    Path chosen =
        variable.isBlank()
            ? Path.of(System.getProperty("user.home"), ".sluice")
            : Path.of(variable);
    return chosen.toAbsolutePath().normalize();
  }
}
