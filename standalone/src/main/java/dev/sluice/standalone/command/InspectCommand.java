package dev.sluice.standalone.command;

import dev.sluice.engine.generate.Batching;
import dev.sluice.engine.model.DecoderOptions;
import dev.sluice.engine.model.ModelInspection;
import dev.sluice.engine.model.ModelReport;
import dev.sluice.standalone.terminal.Console;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice inspect}: what a model is, what it takes, and why it cannot be served if so. */
@Command(
    name = "inspect",
    description = {
      "Says what a model is made of and how much memory it takes, without loading it.",
      "A model that cannot be served gives exit code 1, the reason, and all that is known of it."
    })
final class InspectCommand implements Callable<Integer> {
  private static final int LOGIT_ROWS = 64;

  private final Console console;
  private final Map<String, String> environment;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "MODEL",
      description = "GGUF file, Hugging Face folder, or a name that 'sluice models' lists.")
  private String model;

  @Mixin private DataOption data;
  @Mixin private EngineOptions engine;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "1",
      description = "Sequences of that context at the same time (default: ${DEFAULT-VALUE}).")
  private int sequences;

  @Option(names = "--json", description = "A JSON object instead of a table.")
  private boolean isJson;

  InspectCommand(Console console, Map<String, String> environment) {
    this.console = console;
    this.environment = environment;
  }

  @Override
  public Integer call() throws Exception {
    if (sequences < 1 || sequences > 1 << 16) {
      throw new ParameterException(
          spec.commandLine(), "--batch is " + sequences + " and must be 1 to 65536");
    }
    DecoderOptions options =
        engine.decoder(Batching.DEFAULT_BATCH_TOKENS, Math.max(LOGIT_ROWS, sequences));
    Path path = ModelOption.resolve(model, data.resolve(environment), console, environment);
    ModelReport report = ModelInspection.inspect(path, options, sequences);
    TokenizerReport tokenizer = TokenizerReport.of(path);
    InspectOutput output = new InspectOutput(report, tokenizer);
    output.print(console, isJson);
    if (output.problem() == null) {
      return 0;
    }
    console.err().println("sluice: " + Failures.sentence(output.problem()));
    return SluiceCommand.EXIT_FAILURE;
  }
}
