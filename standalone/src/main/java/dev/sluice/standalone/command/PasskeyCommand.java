package dev.sluice.standalone.command;

import dev.sluice.codec.Tokenizer;
import dev.sluice.codec.Tokenizers;
import dev.sluice.engine.model.Decoder;
import dev.sluice.engine.model.DecoderOptions;
import dev.sluice.engine.model.Models;
import dev.sluice.standalone.measure.PasskeyResult;
import dev.sluice.standalone.measure.PasskeyRetrieval;
import dev.sluice.standalone.plot.ChartFile;
import dev.sluice.standalone.terminal.Console;
import dev.sluice.standalone.terminal.ProgressBar;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice passkey}: how far back a model finds what it was told. */
@Command(
    name = "passkey",
    description = {
      "Hides five random digits in a text of --context tokens, at several distances from its end,",
      "and asks for them. Plain text without a chat template; the answer is decoded greedily."
    })
final class PasskeyCommand implements Callable<Integer> {
  private static final int BATCH_TOKENS = 256;

  private final Console console;
  private final Map<String, String> environment;

  @Spec private CommandSpec spec;
  @Mixin private ModelOption model;
  @Mixin private EngineOptions engine;
  @Mixin private WindowOptions window;
  @Mixin private PlotOption plot;

  @Option(
      names = "--distances",
      paramLabel = "N",
      split = ",",
      description = "Tokens from the sentence with the key to the end of the prompt.")
  private List<Integer> distances = List.of();

  @Option(
      names = "--points",
      paramLabel = "N",
      defaultValue = "8",
      description =
          "Without --distances: that many, evenly over the context (default: ${DEFAULT-VALUE}).")
  private int points;

  @Option(
      names = "--trials",
      paramLabel = "N",
      defaultValue = "10",
      description = "Keys per distance (default: ${DEFAULT-VALUE}).")
  private int trials;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of the keys (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--json", description = "A JSON object instead of a table.")
  private boolean isJson;

  PasskeyCommand(Console console, Map<String, String> environment) {
    this.console = console;
    this.environment = environment;
  }

  @Override
  public Integer call() throws Exception {
    PasskeyRetrieval.Plan plan = plan();
    Optional<ChartFile> chart = plot.open();
    DecoderOptions options = engine.decoder(BATCH_TOKENS, 1);
    Path file = model.resolve(console, environment);
    try (Tokenizer tokenizer = Tokenizers.open(file);
        Decoder decoder = Models.open(file, options)) {
      window.check(decoder, plan.context());
      PasskeyResult result = measure(decoder, tokenizer, plan);
      PasskeyOutput output =
          new PasskeyOutput(result, plan, decoder.description(), engine.ropeScaling());
      output.print(console, isJson);
      PlotOption.write(chart, output::chart);
    }
    return 0;
  }

  private PasskeyRetrieval.Plan plan() {
    if (trials < 1 || points < 1 || distances.stream().anyMatch(distance -> distance < 1)) {
      throw new ParameterException(
          spec.commandLine(), "--distances, --points and --trials must be 1 or more");
    }
    int context = window.require(engine.context());
    return new PasskeyRetrieval.Plan(context, distances, points, trials, seed);
  }

  private PasskeyResult measure(Decoder decoder, Tokenizer tokenizer, PasskeyRetrieval.Plan plan) {
    try (ProgressBar bar = new ProgressBar(console, "passkey", ProgressBar.Unit.TOKENS)) {
      return new PasskeyRetrieval(decoder, tokenizer).measure(plan, bar::at);
    }
  }
}
