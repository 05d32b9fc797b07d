package dev.sluice.standalone.command;

import dev.sluice.engine.model.Models;
import dev.sluice.standalone.stack.Bootstrap;
import dev.sluice.standalone.stack.DataDirectory;
import dev.sluice.standalone.stack.Ports;
import dev.sluice.standalone.stack.Signals;
import dev.sluice.standalone.stack.Stack;
import dev.sluice.standalone.stack.StackSettings;
import dev.sluice.standalone.terminal.Console;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice up}: everything on this machine, in this process. */
@Command(
    name = "up",
    description = "Starts gateway, console, tokenizer and inference pod in one process.")
final class UpCommand implements Callable<Integer> {
  private static final String KEY_VARIABLE = "SLUICE_API_KEY";
  private static final String PASSWORD_VARIABLE = "SLUICE_ADMIN_PASSWORD";

  private final Console console;
  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Mixin private ServedModelOption model;
  @Mixin private DataOption data;
  @Mixin private EngineOptions engine;

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "Address to listen on (default: ${DEFAULT-VALUE}, this machine only).")
  private String host;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8080",
      description =
          "Port of the gateway (default: ${DEFAULT-VALUE}); console, tokenizer and pod take the"
              + " three after it.")
  private int port;

  @Option(
      names = "--api-key",
      paramLabel = "KEY",
      description = "Bootstrap API key (default: $SLUICE_API_KEY, else a random one, shown once).")
  private String apiKey;

  @Option(
      names = "--drain",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "How long running streams may go on after Ctrl-C (default: ${DEFAULT-VALUE}).")
  private int drainSeconds;

  UpCommand(Console console, Map<String, String> environment) {
    this.console = console;
    this.environment = environment;
  }

  @Override
  public Integer call() throws Exception {
    long startNanos = System.nanoTime();
    if (drainSeconds < 0) {
      throw new ParameterException(
          spec.commandLine(), "--drain is " + drainSeconds + " and must be 0 or more");
    }
    Ports ports = Ports.from(port);
    Path root = data.resolve(environment);
    try (DataDirectory directory = DataDirectory.open(root)) {
      ports.requireFree(host);
      ServedModelOption.Choice choice = model.choose(root, console, environment);
      Bootstrap bootstrap = Bootstrap.prepare(directory, givenKey(), givenPassword());
      StackSettings settings = settings(ports, choice);
      console.err().println("sluice: starting with " + choice.file());
      Stack stack = Stack.start(settings, directory, bootstrap);
      drainOnFirstSignal(stack);
      new Welcome(console, settings, directory, bootstrap)
          .print(stack.hasChatTemplate(), Duration.ofNanos(System.nanoTime() - startNanos));
      bootstrap.markShown(directory);
      new CountDownLatch(1).await();
    }
    return 0;
  }

  private StackSettings settings(Ports ports, ServedModelOption.Choice choice) {
    return new StackSettings(
        choice.file(),
        choice.servedName(),
        host,
        ports,
        engine.backend(),
        context(choice.file()),
        engine.ropeScaling(),
        engine.threads(),
        model.hub(environment),
        Duration.ofSeconds(drainSeconds));
  }

  /** Tokenizer and pod must agree on a context that the model's files do not say. */
  private int context(Path model) {
    return engine.context() > 0 || engine.ropeScaling() == null
        ? engine.context()
        : Models.contextLength(model, engine.ropeScaling());
  }

  private String givenKey() {
    String key = apiKey != null ? apiKey : environment.get(KEY_VARIABLE);
    return key == null || key.isBlank() ? null : key;
  }

  private String givenPassword() {
    String password = environment.get(PASSWORD_VARIABLE);
    return password == null || password.isBlank() ? null : password;
  }

  private void drainOnFirstSignal(Stack stack) {
    Signals.drainOnFirst(
        () -> {
          console.err().println();
          console.err().println("sluice: finishing running streams; Ctrl-C again ends at once");
          stack.close();
          console.err().println("sluice: stopped");
        });
  }
}
