package dev.sluice.bench.compare;

import dev.sluice.bench.compare.Samples.Cell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A table for people, a JSON line for the history. */
final class Report {
  private final Path repository;
  private final Path history;
  private final Plan plan;

  Report(Path repository, Path history, Plan plan) {
    this.repository = repository;
    this.history = history;
    this.plan = plan;
  }

  void print(String file, Samples samples, Contender ours, Contender theirs)
      throws IOException, InterruptedException {
    System.out.printf(
        "%n%s, %d threads, backend %s, medians of %d%n",
        file, plan.threads(), plan.backend(), plan.rounds());
    System.out.println("| cell | unit | " + theirs.name() + " | " + ours.name() + " | ratio |");
    System.out.println("|---|---|---|---|---|");
    for (Cell cell : samples.cells()) {
      System.out.printf(
          Locale.ROOT,
          "| %s | %s | %.1f | %.1f | %.2f |%n",
          cell.name(),
          cell.unit(),
          samples.median(cell, theirs.name()),
          samples.median(cell, ours.name()),
          samples.ratio(cell, ours.name(), theirs.name()));
    }
    String cells =
        samples.cells().stream()
            .map(cell -> json(cell, samples, ours, theirs))
            .collect(Collectors.joining(","));
    String line =
        "{\"time\":\"%s\",\"commit\":\"%s\",\"cpu\":\"%s\",\"threads\":%d,\"backend\":\"%s\",\"rounds\":%d,\"model\":\"%s\",%s}%n"
            .formatted(
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                commit(),
                processor(),
                plan.threads(),
                plan.backend(),
                plan.rounds(),
                file,
                cells);
    Files.writeString(history, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static String json(Cell cell, Samples samples, Contender ours, Contender theirs) {
    return String.format(
        Locale.ROOT,
        "\"%s\":{\"unit\":\"%s\",\"llama\":%.2f,\"sluice\":%.2f,\"ratio\":%.3f}",
        cell.name(),
        cell.unit(),
        samples.median(cell, theirs.name()),
        samples.median(cell, ours.name()),
        samples.ratio(cell, ours.name(), theirs.name()));
  }

  private String commit() throws IOException, InterruptedException {
    return Programs.output(
            List.of("git", "-C", repository.toString(), "rev-parse", "--short", "HEAD"))
        .strip();
  }

  private static String processor() throws IOException {
    Path info = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(info)) {
      return System.getProperty("os.arch");
    }
    return Files.readAllLines(info).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(System.getProperty("os.arch"));
  }
}
