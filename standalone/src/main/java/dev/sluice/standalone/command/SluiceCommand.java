package dev.sluice.standalone.command;

import dev.sluice.standalone.command.admin.AdminCommand;
import dev.sluice.standalone.terminal.Console;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root: it has no work of its own, only commands. */
@Command(
    name = "sluice",
    description = "Serves large language models, and lets you look inside the engine.",
    mixinStandardHelpOptions = false,
    synopsisSubcommandLabel = "COMMAND")
public final class SluiceCommand implements Runnable {
  static final int EXIT_FAILURE = 1;
  static final int EXIT_USAGE = 2;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help and exit.")
  private boolean isHelpRequested;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "On a failure show the stack trace too.")
  private boolean isVerbose;

  private SluiceCommand() {}

  /** The whole command line on the given streams. */
  public static CommandLine commandLine(Console console, Map<String, String> environment) {
    return commandLine(console, environment, new String[0]);
  }

  /**
   * As much of it as these arguments need: reading the options of all commands takes longer than
   * many a command, so where the first argument names one, the others stay away.
   */
  public static CommandLine commandLine(
      Console console, Map<String, String> environment, String[] arguments) {
    SluiceCommand root = new SluiceCommand();
    CommandLine line = new CommandLine(root);
    Map<String, Supplier<Object>> all = commands(console, environment);
    Supplier<Object> asked = arguments.length == 0 ? null : all.get(arguments[0]);
    if (asked != null) {
      line.addSubcommand(asked.get());
    } else {
      all.values().forEach(command -> line.addSubcommand(command.get()));
    }
    line.setOut(new PrintWriter(console.out(), true));
    line.setErr(new PrintWriter(console.err(), true));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpWidth(100);
    line.setUsageHelpLongOptionsMaxWidth(34);
    line.setParameterExceptionHandler((failure, _) -> usageError(console, failure));
    line.setExecutionExceptionHandler(
        (failure, command, result) -> Failures.report(console, failure, root.isVerbose));
    return line;
  }

  /** By name, in the order of the help. */
  private static Map<String, Supplier<Object>> commands(
      Console console, Map<String, String> environment) {
    Map<String, Supplier<Object>> all = new LinkedHashMap<>();
    all.put("up", () -> new UpCommand(console, environment));
    all.put("generate", () -> new GenerateCommand(console, environment));
    all.put("logits", () -> new LogitsCommand(console, environment));
    all.put("tokenize", () -> new TokenizeCommand(console, environment));
    all.put("render", () -> new RenderCommand(console, environment));
    all.put("bench", () -> new BenchCommand(console, environment));
    all.put("perplexity", () -> new PerplexityCommand(console, environment));
    all.put("passkey", () -> new PasskeyCommand(console, environment));
    all.put("inspect", () -> new InspectCommand(console, environment));
    all.put("quantize", () -> new QuantizeCommand(console, environment));
    all.put("pull", () -> new PullCommand(console, environment));
    all.put("models", () -> new ModelsCommand(console, environment));
    all.put("admin", () -> AdminCommand.commandLine(console, environment));
    all.put("version", () -> new VersionCommand(console));
    all.put("train", () -> new TrainCommand(console));
    return all;
  }

  private static int usageError(Console console, ParameterException failure) {
    String command = failure.getCommandLine().getCommandSpec().qualifiedName();
    console.err().println(command + ": " + Failures.sentence(failure.getMessage()));
    console.err().println("Try '" + command + " --help'.");
    return EXIT_USAGE;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A command is missing");
  }
}
