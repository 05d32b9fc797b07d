package dev.sluice.standalone.command;

import dev.sluice.standalone.models.Catalogue;
import dev.sluice.standalone.models.ModelFetcher;
import dev.sluice.standalone.models.ModelStore;
import dev.sluice.standalone.stack.Bootstrap;
import dev.sluice.standalone.stack.DataDirectory;
import dev.sluice.standalone.stack.Ports;
import dev.sluice.standalone.stack.Stack;
import dev.sluice.standalone.stack.StackSettings;
import dev.sluice.standalone.stack.Urls;
import dev.sluice.standalone.terminal.Console;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * The launcher's training run for the JVM's ahead-of-time cache: uses what the other commands use,
 * on the bundled model, so that their classes are in the cache. One cache is for the services and
 * one for the other commands, which would pay for the services' classes. Not for people, hence
 * hidden.
 *
 * <p>The model runs on the plain backend: the cache cannot hold what refers to the Vector API,
 * whose module is added to a JVM that runs, and then it is not made at all.
 */
@Command(name = "train", hidden = true, description = "Training run for the start-up cache.")
final class TrainCommand implements Callable<Integer> {
  private final Console console;

  private static final String BACKEND = "scalar";

  /** What a cache is for. */
  enum Part {
    commands,
    services
  }

  @Parameters(index = "0", paramLabel = "PART", description = "${COMPLETION-CANDIDATES}.")
  private Part part;

  @Parameters(index = "1", paramLabel = "DIR", description = "An empty folder to work in.")
  private Path folder;

  TrainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    ModelStore store = ModelStore.of(folder, Map.of());
    Path model =
        ModelFetcher.of(store, Map.of(), console)
            .fetch(Catalogue.bundled().get(Catalogue.BUNDLED_MODEL), true);
    TrainingTokenizer.use(folder);
    switch (part) {
      case commands -> trainCommands(model.toString());
      case services -> trainStack(model);
    }
    return 0;
  }

  private void trainCommands(String model) {
    InputStream line =
        new ByteArrayInputStream("{\"text\":\"One day\"}\n".getBytes(StandardCharsets.UTF_8));
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    Console quiet = new Console(line, nowhere, console.err(), false);
    for (String[] arguments :
        List.of(
            new String[] {"tokenize", "--model", model},
            new String[] {
              "generate",
              "--model",
              model,
              "--backend",
              BACKEND,
              "--prompt",
              "One",
              "--max-tokens",
              "4"
            })) {
      int code = SluiceCommand.commandLine(quiet, Map.of(), arguments).execute(arguments);
      if (code != 0) {
        throw new CommandFailure("The training run of " + arguments[0] + " failed");
      }
    }
  }

  private void trainStack(Path model) throws Exception {
    try (DataDirectory data = DataDirectory.open(folder)) {
      StackSettings settings =
          new StackSettings(
              model,
              "train",
              "127.0.0.1",
              freePorts(),
              BACKEND,
              0,
              null,
              0,
              null,
              Duration.ofSeconds(1));
      Bootstrap bootstrap = Bootstrap.prepare(data, null, null);
      try (Stack stack = Stack.start(settings, data, bootstrap)) {
        stack.hasChatTemplate();
        stream(settings, bootstrap.apiKey());
      }
    }
  }

  /** One streamed completion, so that the first real one finds its classes. */
  private static void stream(StackSettings settings, String apiKey) throws Exception {
    URI address =
        URI.create(Urls.of(settings.host(), settings.ports().gateway()) + "/v1/completions");
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
    connection.setRequestProperty("Authorization", "Bearer " + apiKey);
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setDoOutput(true);
    connection
        .getOutputStream()
        .write(
            ("{\"model\":\"%s\",\"prompt\":\"One day\",\"max_tokens\":8,\"stream\":true}")
                .formatted(settings.servedName())
                .getBytes(StandardCharsets.UTF_8));
    String answer;
    try (InputStream body = connection.getInputStream()) {
      answer = new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
    if (!answer.strip().endsWith("data: [DONE]")) {
      throw new CommandFailure("The training run's stream ended with " + answer);
    }
  }

  private static Ports freePorts() throws Exception {
    int[] ports = new int[4];
    for (int i = 0; i < ports.length; i++) {
      try (ServerSocket socket = new ServerSocket(0)) {
        ports[i] = socket.getLocalPort();
      }
    }
    return new Ports(ports[0], ports[1], ports[2], ports[3]);
  }
}
