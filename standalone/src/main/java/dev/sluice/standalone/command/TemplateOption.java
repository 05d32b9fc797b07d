package dev.sluice.standalone.command;

import dev.sluice.codec.ChatTemplate;
import dev.sluice.codec.Tokenizer;
import dev.sluice.codec.Tokenizers;
import dev.sluice.standalone.terminal.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  /** Also adds {@code bos_token} and {@code eos_token} where the conversation has none. */
  ChatTemplate open(
      Map<String, Object> variables, Console console, Map<String, String> environment, Path data)
      throws IOException, InterruptedException {
    throw new UnsupportedOperationException("codec");
  }
}
