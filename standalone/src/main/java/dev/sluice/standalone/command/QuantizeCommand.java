package dev.sluice.standalone.command;

import dev.sluice.engine.convert.Conversion;
import dev.sluice.engine.convert.ConversionException;
import dev.sluice.engine.convert.ModelConverter;
import dev.sluice.engine.convert.TargetType;
import dev.sluice.standalone.terminal.Console;
import dev.sluice.standalone.terminal.ProgressBar;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice quantize}: a model as a GGUF file with smaller weights. */
@Command(
    name = "quantize",
    description = "Writes a model as a GGUF file whose weights have another type.",
    footer = {
      "",
      "Types, with bits per weight of a large model:",
      "  F32 32     F16 16     BF16 16    Q8_0 8.5",
      "  Q6_K 6.6   Q5_K 5.7   Q5_1 6.0   Q5_0 5.5",
      "  Q4_K 4.8   Q4_1 5.0   Q4_0 4.5",
      "Q4_K and Q5_K are Q4_K_M and Q5_K_M, which give the tensors that matter most more bits;",
      "Q4_K_S and Q5_K_S do so less. Norms, biases and other small tensors stay F32. The output",
      "matrix gets Q6_K. Rows that are no multiple of 256 cannot hold a K type: Q4_K becomes Q5_0",
      "there, Q5_K becomes Q5_1, Q6_K becomes Q8_0; rows that are no multiple of 32 become F16.",
      "",
      "The file appears under its name when it is whole. Best made from F32, F16 or BF16 weights."
    })
final class QuantizeCommand implements Callable<Integer> {
  private final Console console;
  private final Map<String, String> environment;

  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Parameters(
      index = "0",
      paramLabel = "IN",
      description = "GGUF file, Hugging Face folder, or a name that 'sluice models' lists.")
  private String in;

  @Parameters(index = "1", paramLabel = "OUT", description = "The GGUF file to write.")
  private Path out;

  @Parameters(index = "2", paramLabel = "TYPE", description = "The type of most weights.")
  private String type;

  @Option(names = "--force", description = "Replace OUT if it exists.")
  private boolean isForced;

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      defaultValue = "0",
      description = "Worker threads (default: one per core).")
  private int threads;

  QuantizeCommand(Console console, Map<String, String> environment) {
    this.console = console;
    this.environment = environment;
  }

  @Override
  public Integer call() throws Exception {
    TargetType target = target();
    int workers = workers();
    Path source = ModelOption.resolve(in, data.resolve(environment), console, environment);
    Conversion written;
    try (ProgressBar bar = new ProgressBar(console, "quantize", ProgressBar.Unit.BYTES)) {
      written = ModelConverter.convert(source, out, target, isForced, workers, bar::at);
    }
    report(written);
    return 0;
  }

  private TargetType target() {
    try {
      return TargetType.of(type);
    } catch (ConversionException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private int workers() {
    if (threads < 0) {
      throw new ParameterException(
          spec.commandLine(), "--threads is " + threads + " and must be 0 or more");
    }
    return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
  }

  private void report(Conversion written) {
    if (written.requantized()) {
      console
          .err()
          .println("sluice: the weights were quantised before, so they are rounded a second time");
    }
    if (!written.fallbacks().isEmpty()) {
      console
          .err()
          .printf(
              "sluice: %d tensors have rows that their type cannot hold and got another, first %s%n",
              written.fallbacks().size(), written.fallbacks().getFirst());
    }
    String types =
        written.tensors().entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", "));
    console
        .out()
        .printf(
            Locale.ROOT,
            "%s: %.1f MB, %.2f bits per weight, tensors: %s%n",
            out,
            written.bytes() / 1e6,
            written.bitsPerValue(),
            types);
    console.out().flush();
  }
}
