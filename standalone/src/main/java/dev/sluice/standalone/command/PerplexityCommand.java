package dev.sluice.standalone.command;

import dev.sluice.codec.Tokenizer;
import dev.sluice.codec.Tokenizers;
import dev.sluice.engine.model.Decoder;
import dev.sluice.engine.model.DecoderOptions;
import dev.sluice.engine.model.Models;
import dev.sluice.standalone.measure.PerplexityResult;
import dev.sluice.standalone.measure.SlidingPerplexity;
import dev.sluice.standalone.plot.ChartFile;
import dev.sluice.standalone.terminal.Console;
import dev.sluice.standalone.terminal.ProgressBar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice perplexity}: how well a model predicts a text with a given context. */
@Command(
    name = "perplexity",
    description = {
      "Measures how well a model predicts a text: windows of --context tokens, --stride apart; of",
      "each only the tokens that no window before it had are scored."
    })
final class PerplexityCommand implements Callable<Integer> {
  private static final int BATCH_TOKENS = 256;
  private static final int LOGIT_ROWS = 128; // 128 rows of 128,000 floats are 66 MB

  private final Console console;
  private final Map<String, String> environment;

  @Spec private CommandSpec spec;
  @Mixin private ModelOption model;
  @Mixin private EngineOptions engine;
  @Mixin private WindowOptions window;
  @Mixin private PlotOption plot;

  @ArgGroup(multiplicity = "1")
  private Input input;

  /** Exactly one of the two. */
  static final class Input {
    @Option(
        names = "--file",
        paramLabel = "TEXT",
        description = "UTF-8 text, one document; the model's own BOS is put before it.")
    private Path file;

    @Option(
        names = "--ids",
        paramLabel = "FILE.json",
        description = "JSON array of token ids, or an object whose 'ids' is one; taken as it is.")
    private Path ids;
  }

  @Option(
      names = "--stride",
      paramLabel = "TOKENS",
      description =
          "From one window's start to the next one's (default: half the context). Equal to the"
              + " context: windows do not overlap.")
  private Integer stride;

  @Option(names = "--json", description = "A JSON object instead of a table.")
  private boolean isJson;

  PerplexityCommand(Console console, Map<String, String> environment) {
    this.console = console;
    this.environment = environment;
  }

  @Override
  public Integer call() throws Exception {
    int context = window.require(engine.context());
    int step = stride(context);
    Optional<ChartFile> chart = plot.open();
    DecoderOptions options = engine.decoder(BATCH_TOKENS, LOGIT_ROWS);
    Path file = model.resolve(console, environment);
    int[] ids = ids(file);
    try (Decoder decoder = Models.open(file, options)) {
      window.check(decoder, context);
      PerplexityResult result = measure(decoder, ids, context, step);
      PerplexityOutput output =
          new PerplexityOutput(result, decoder.description(), engine.ropeScaling());
      output.print(console, isJson);
      PlotOption.write(chart, output::chart);
    }
    return 0;
  }

  private int stride(int context) {
    int step = stride == null ? context / 2 : stride;
    if (step < 1 || step > context) {
      throw new ParameterException(
          spec.commandLine(),
          "--stride is " + step + " and must be 1 to the context of " + context + " tokens");
    }
    return step;
  }

  private int[] ids(Path file) throws IOException {
    if (input.ids != null) {
      return IdsFile.read(input.ids);
    }
    String text = TextFile.read(input.file);
    try (Tokenizer tokenizer = Tokenizers.open(file)) {
      return tokenizer.encode(text, true);
    }
  }

  private PerplexityResult measure(Decoder decoder, int[] ids, int context, int step) {
    try (ProgressBar bar = new ProgressBar(console, "perplexity", ProgressBar.Unit.TOKENS)) {
      return new SlidingPerplexity(decoder).measure(ids, context, step, bar::at);
    }
  }
}
