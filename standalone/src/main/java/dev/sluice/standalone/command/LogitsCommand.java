package dev.sluice.standalone.command;

import dev.sluice.engine.model.Decoder;
import dev.sluice.engine.model.DecoderOptions;
import dev.sluice.engine.model.Models;
import dev.sluice.standalone.measure.LogitsWriter;
import dev.sluice.standalone.terminal.Console;
import dev.sluice.standalone.terminal.ProgressBar;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice logits}: what the model itself says, for comparison with other engines. */
@Command(name = "logits", description = "Writes the logits of every position of a sequence of ids.")
final class LogitsCommand implements Callable<Integer> {
  private static final int CHUNK_TOKENS = 64;

  private final Console console;
  private final Map<String, String> environment;

  @Mixin private ModelOption model;
  @Mixin private EngineOptions engine;

  @Option(
      names = "--ids",
      paramLabel = "FILE.json",
      required = true,
      description = "JSON array of token ids, or an object whose 'ids' is one.")
  private Path ids;

  @Option(
      names = "--out",
      paramLabel = "FILE.f32",
      required = true,
      description = "Raw little-endian float32 [tokens, vocab], row-major.")
  private Path out;

  @Option(
      names = "--prompt-tokens",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Where the prompt ends; the rest is fed one by one, as decoding does (default: all).")
  private int promptTokens;

  LogitsCommand(Console console, Map<String, String> environment) {
    this.console = console;
    this.environment = environment;
  }

  @Override
  public Integer call() throws Exception {
    int[] sequence = IdsFile.read(ids);
    DecoderOptions options = options(sequence.length);
    Path file = model.resolve(console, environment);
    try (Decoder decoder = Models.open(file, options);
        FileChannel channel =
            FileChannel.open(
                out,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
        ProgressBar bar = new ProgressBar(console, "logits", ProgressBar.Unit.TOKENS)) {
      LogitsWriter.write(
          decoder,
          sequence,
          promptTokens > 0 ? promptTokens : sequence.length,
          channel,
          done -> bar.at(done, sequence.length));
      noteLongSequence(decoder, sequence.length);
    }
    return 0;
  }

  /** A context that was not asked for is as long as the sequence, also beyond the trained one. */
  private DecoderOptions options(int tokens) {
    DecoderOptions asked = engine.decoder(CHUNK_TOKENS, CHUNK_TOKENS);
    return asked.contextLength() > 0 ? asked : asked.withContext(Math.max(1, tokens));
  }

  private void noteLongSequence(Decoder decoder, int tokens) {
    int trained = decoder.description().trainedContextLength();
    if (tokens > trained) {
      console
          .err()
          .printf(
              "sluice: the sequence has %d tokens, the model was trained with %d%n",
              tokens, trained);
    }
  }
}
