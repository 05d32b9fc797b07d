package dev.sluice.standalone.command;

import dev.sluice.standalone.plot.Chart;
import dev.sluice.standalone.plot.ChartFile;
import dev.sluice.standalone.plot.PlotException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Whether to draw the result. */
final class PlotOption {
  @Spec(Target.MIXEE)
  private CommandSpec mixee;

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      description = "Also draw the result into FILE.svg or FILE.png.")
  private Path path;

  /** Checked at once, so that a wrong name is not found after the work. */
  Optional<ChartFile> open() {
    try {
      return Optional.ofNullable(path).map(ChartFile::of);
    } catch (PlotException e) {
      throw new ParameterException(mixee.commandLine(), e.getMessage(), e);
    }
  }

  static void write(Optional<ChartFile> file, Supplier<Chart> chart) throws IOException {
    if (file.isPresent()) {
      file.get().write(chart.get());
    }
  }
}
