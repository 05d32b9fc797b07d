package dev.sluice.standalone.command;

import dev.sluice.codec.ChatTemplate;
import dev.sluice.codec.ChatTemplates;
import dev.sluice.codec.Tokenizer;
import dev.sluice.codec.Tokenizers;
import dev.sluice.codec.Vocabulary;
import dev.sluice.standalone.terminal.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import picocli.CommandLine.Option;

/** Where the template comes from: exactly one of the two. */
final class TemplateOption {
  @Option(
      names = {"-m", "--model"},
      paramLabel = "M",
      description = "The model's own template; its BOS and EOS where the file names none.")
  private String model;

  @Option(names = "--template", paramLabel = "FILE.jinja", description = "A template file.")
  private Path file;

  /**
   * Compiles the template and completes the variables it needs.
   *
   * @param clock what the template's {@code strftime_now} tells
   */
  ChatTemplate open(
      Map<String, Object> variables,
      Clock clock,
      Console console,
      Map<String, String> environment,
      Path data)
      throws IOException, InterruptedException {
    if (file != null) {
      variables.putIfAbsent("bos_token", "");
      variables.putIfAbsent("eos_token", "");
      return ChatTemplates.compile(Files.readString(file), clock);
    }
    Path path = ModelOption.resolve(model, data, console, environment);
    try (Tokenizer tokenizer = Tokenizers.open(path)) {
      addSpecialTokens(variables, tokenizer.vocabulary());
      String source =
          tokenizer
              .chatTemplate()
              .orElseThrow(() -> new CommandFailure(path + " has no chat template"))
              .source();
      return ChatTemplates.compile(source, clock);
    }
  }

  private static void addSpecialTokens(Map<String, Object> variables, Vocabulary vocabulary) {
    int bos = vocabulary.bos().orElse(-1);
    variables.putIfAbsent("bos_token", bos < 0 ? "" : vocabulary.text(bos));
    variables.putIfAbsent(
        "eos_token",
        vocabulary.endOfGeneration().stream()
            .min(Integer::compare)
            .map(vocabulary::text)
            .orElse(""));
  }
}
