package dev.sluice.bench.compare;

import dev.sluice.bench.compare.Samples.Cell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Both engines on each file, in turns. The main program of {@code bench/compare.sh}, which says
 * what the arguments are: the repository, the folder of llama.cpp's programs, the file of the
 * history, then GGUF files.
 */
final class Comparison {
  private static final int FIRST_FILE = 3;

  private final Plan plan = Plan.ofEnvironment();
  private final Contender llama;
  private final Contender sluice;

  private Comparison(Contender llama, Contender sluice) {
    this.llama = llama;
    this.sluice = sluice;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    Path repository = Path.of(args[0]);
    Comparison comparison =
        new Comparison(new LlamaCpp(Path.of(args[1])), new Sluice(repository.resolve("sluice")));
    Report report = new Report(repository, Path.of(args[2]), comparison.plan);
    for (String file : List.of(args).subList(FIRST_FILE, args.length)) {
      Path model = Path.of(file).toAbsolutePath();
      if (!Files.isReadable(model)) {
        throw new IOException("cannot read " + model);
      }
      Samples samples = comparison.of(model);
      report.print(model.getFileName().toString(), samples, comparison.sluice, comparison.llama);
    }
  }

  private Samples of(Path model) throws IOException, InterruptedException {
    Samples samples = new Samples();
    if (plan.parts().contains("bench")) {
      for (int round = 0; round < plan.rounds(); round++) {
        for (Contender contender : List.of(llama, sluice)) {
          for (Map.Entry<String, Double> test : contender.bench(model, plan).entrySet()) {
            samples.add(Cell.rate(test.getKey()), contender.name(), test.getValue());
          }
        }
      }
    }
    Path folder = Files.createTempDirectory("sluice-compare");
    try {
      ServerRounds servers = new ServerRounds(List.of(llama, sluice), model, plan, folder, samples);
      if (plan.parts().contains("start")) {
        servers.starts();
      }
      if (plan.parts().contains("http") || plan.parts().contains("prefix")) {
        servers.loads();
      }
    } finally {
      delete(folder);
    }
    return samples;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
