package dev.sluice.standalone.command;

import dev.sluice.codec.Tokenizer;
import dev.sluice.codec.Tokenizers;
import dev.sluice.contract.GenerateEvent;
import dev.sluice.contract.GenerateEvent.Kind;
import dev.sluice.contract.GenerateRequest;
import dev.sluice.engine.generate.Batching;
import dev.sluice.engine.generate.EngineSettings;
import dev.sluice.engine.generate.Engines;
import dev.sluice.engine.generate.InferenceEngine;
import dev.sluice.engine.model.DecoderOptions;
import dev.sluice.standalone.terminal.Console;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code sluice generate}: one stream through the real engine, without any service. */
@Command(
    name = "generate",
    description =
        "Continues a text or a sequence of ids. Greedy unless --temperature says otherwise.")
final class GenerateCommand implements Callable<Integer> {
  private static final int MAX_BATCH_TOKENS = 256;

  private final Console console;
  private final Map<String, String> environment;

  @Mixin private ModelOption model;
  @Mixin private EngineOptions engine;
  @Mixin private SamplingOptions sampling;

  @ArgGroup(multiplicity = "1")
  private Input input;

  /** Exactly one of the two. */
  static final class Input {
    @Option(
        names = "--prompt",
        paramLabel = "TEXT",
        description = "Text to continue; the model's own BOS is put before it.")
    private String prompt;

    @Option(
        names = "--ids",
        paramLabel = "FILE.json",
        description = "JSON array of token ids, or an object whose 'ids' is one; taken as it is.")
    private Path ids;
  }

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      defaultValue = "128",
      description = "Tokens to generate at most (default: ${DEFAULT-VALUE}).")
  private int maxTokens;

  @Option(names = "--stop", paramLabel = "TEXT", description = "Ends the output; repeatable.")
  private List<String> stop = List.of();

  @Option(names = "--ignore-eos", description = "Go on past the model's end of sequence.")
  private boolean isIgnoreEos;

  @Option(
      names = "--speculative",
      paramLabel = "N|off",
      defaultValue = "off",
      converter = DraftTokens.class,
      description =
          "Tokens to guess ahead where the text repeats itself, which never changes the output"
              + " (default: off).")
  private int draftTokens;

  /** A number of at least 0, or {@code off} for 0. */
  static final class DraftTokens implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      if (text.equals("off")) {
        return 0;
      }
      if (!text.matches("[0-9]{1,3}")) {
        throw new TypeConversionException("'" + text + "' is neither 'off' nor 0 to 999");
      }
      return Integer.valueOf(text);
    }
  }

  @Option(names = "--json", description = "One JSON object instead of streamed text.")
  private boolean isJson;

  GenerateCommand(Console console, Map<String, String> environment) {
    this.console = console;
    this.environment = environment;
  }

  @Override
  public Integer call() throws Exception {
    DecoderOptions options = engine.decoder(MAX_BATCH_TOKENS, 1 + draftTokens);
    Path file = model.resolve(console, environment);
    int[] given = input.ids == null ? null : IdsFile.read(input.ids);
    CompletableFuture<Tokenizer> tokenizer =
        CompletableFuture.supplyAsync(() -> Tokenizers.open(file));
    // Beside the loading of the model: the first text takes an encoder longest.
    CompletableFuture<int[]> promptIds =
        given == null
            ? tokenizer.thenApply(opened -> opened.encode(input.prompt, true))
            : CompletableFuture.completedFuture(given);
    BlockingQueue<GenerateEvent> events = new LinkedBlockingQueue<>();
    try (InferenceEngine running = Engines.start(settings(file, options), tokenizer)) {
      GenerateRequest request = request(await(promptIds));
      running.submit(request, events::add);
      GenerateOutput output = new GenerateOutput(console, isJson);
      GenerateEvent event = events.take();
      while (event.kind() != Kind.END && event.kind() != Kind.ERROR) {
        output.delta(event);
        event = events.take();
      }
      if (event.kind() == Kind.ERROR) {
        throw new CommandFailure(event.error().message());
      }
      output.end(event, request.promptIds().length);
    }
    return 0;
  }

  private static int[] await(CompletableFuture<int[]> promptIds) {
    try {
      return promptIds.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException reason ? reason : e;
    }
  }

  private GenerateRequest request(int[] promptIds) {
    return new GenerateRequest(
        "cli",
        null,
        promptIds,
        0,
        maxTokens,
        sampling.spec(),
        stop,
        null,
        isIgnoreEos,
        null,
        null,
        null,
        0,
        null);
  }

  private EngineSettings settings(Path file, DecoderOptions options) {
    Batching batching =
        new Batching(1, Integer.MAX_VALUE, Batching.DEFAULT_PREFILL_CHUNK_TOKENS, draftTokens);
    return new EngineSettings(file, null, options, batching, "cli");
  }
}
