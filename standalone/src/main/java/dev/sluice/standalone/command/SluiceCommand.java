package dev.sluice.standalone.command;

import dev.sluice.standalone.command.admin.AdminCommand;
import dev.sluice.standalone.terminal.Console;
import java.io.PrintWriter;
import java.util.Map;
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
    SluiceCommand root = new SluiceCommand();
    CommandLine line =
        new CommandLine(root)
            .addSubcommand(new UpCommand(console, environment))
            .addSubcommand(new GenerateCommand(console, environment))
            .addSubcommand(new LogitsCommand(console, environment))
            .addSubcommand(new TokenizeCommand(console, environment))
            .addSubcommand(new RenderCommand(console, environment))
            .addSubcommand(new BenchCommand(console, environment))
            .addSubcommand(new PerplexityCommand(console, environment))
            .addSubcommand(new PasskeyCommand(console, environment))
            .addSubcommand(new InspectCommand(console, environment))
            .addSubcommand(new QuantizeCommand(console, environment))
            .addSubcommand(new PullCommand(console, environment))
            .addSubcommand(new ModelsCommand(console, environment))
            .addSubcommand(AdminCommand.commandLine(console, environment))
            .addSubcommand(new VersionCommand(console))
            .addSubcommand(new TrainCommand(console));
    line.setOut(new PrintWriter(console.out(), true));
    line.setErr(new PrintWriter(console.err(), true));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpWidth(100);
    line.setUsageHelpLongOptionsMaxWidth(34);
    line.setParameterExceptionHandler((failure, arguments) -> usageError(console, failure));
    line.setExecutionExceptionHandler(
        (failure, command, result) -> Failures.report(console, failure, root.isVerbose));
    return line;
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
