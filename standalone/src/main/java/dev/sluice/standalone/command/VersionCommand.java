package dev.sluice.standalone.command;

import dev.sluice.standalone.terminal.Console;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code sluice version}: what a bug report needs. */
@Command(name = "version", description = "Shows the version, the JVM and the machine.")
final class VersionCommand implements Callable<Integer> {
  private final Console console;

  VersionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Runtime runtime = Runtime.getRuntime();
    line("sluice", version());
    line("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    line(
        "system",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"));
    line("cores", Integer.toString(runtime.availableProcessors()));
    line("heap", runtime.maxMemory() / (1 << 20) + " MiB at most");
    line("vector", VectorUnit.describe());
    console.out().flush();
    return 0;
  }

  static String version() {
    return Optional.ofNullable(VersionCommand.class.getPackage().getImplementationVersion())
        .orElse("(not packaged)");
  }

  private void line(String name, String value) {
    console.out().printf("%-8s %s%n", name, value);
  }
}
