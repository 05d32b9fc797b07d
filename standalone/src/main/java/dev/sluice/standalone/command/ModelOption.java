package dev.sluice.standalone.command;

import dev.sluice.standalone.models.Catalogue;
import dev.sluice.standalone.models.CatalogueModel;
import dev.sluice.standalone.models.ModelFetcher;
import dev.sluice.standalone.models.ModelStore;
import dev.sluice.standalone.terminal.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model. */
final class ModelOption {
  @Option(
      names = {"-m", "--model"},
      paramLabel = "M",
      required = true,
      description = "GGUF file, Hugging Face folder, or a name that 'sluice models' lists.")
  private String model;

  @Mixin private DataOption data;

  String name() {
    return model;
  }

  /** The model's file or folder; one known by name is fetched when it is not here yet. */
  Path resolve(Console console, Map<String, String> environment)
      throws IOException, InterruptedException {
    return resolve(model, data.resolve(environment), console, environment);
  }

  static Path resolve(String model, Path data, Console console, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path path = Path.of(model);
    if (Files.exists(path)) {
      return path;
    }
    Optional<CatalogueModel> known = Catalogue.bundled().find(model);
    if (known.isEmpty()) {
      throw new CommandFailure(
          "There is no file or folder " + path + ", and 'sluice models' lists no such name.");
    }
    ModelStore store = ModelStore.of(data, environment);
    return ModelFetcher.of(store, environment, console).fetch(known.get(), false);
  }
}
