package dev.sluice.standalone.command;

import dev.sluice.standalone.models.Catalogue;
import dev.sluice.standalone.models.CatalogueModel;
import dev.sluice.standalone.models.ModelFetcher;
import dev.sluice.standalone.models.ModelStore;
import dev.sluice.standalone.models.ModelUnavailableException;
import dev.sluice.standalone.terminal.Console;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which model {@code up} serves; unlike elsewhere it may be left out. */
final class ServedModelOption {
  private static final List<String> OWN_HUB_SETTINGS =
      List.of("SLUICE_INFERENCE_SOURCES_HUB", "SLUICE_TOKENIZER_SOURCES_HUB");

  @Option(
      names = {"-m", "--model"},
      paramLabel = "FILE_OR_DIR",
      description =
          "GGUF file, Hugging Face folder, or a name that 'sluice models' lists (default: "
              + Catalogue.DEFAULT_MODEL
              + ").")
  private String model;

  @Option(names = "--offline", description = "Fetch nothing from the network.")
  private boolean isOffline;

  /**
   * @param servedName what requests write in {@code model}
   */
  record Choice(Path file, String servedName) {}

  Choice choose(Path data, Console console, Map<String, String> environment)
      throws IOException, InterruptedException {
    Catalogue catalogue = Catalogue.bundled();
    ModelFetcher fetcher = ModelFetcher.of(ModelStore.of(data, environment), environment, console);
    if (model == null) {
      return defaultModel(catalogue, fetcher, console);
    }
    Path path = Path.of(model);
    if (Files.exists(path)) {
      return new Choice(path, servedName(path));
    }
    Optional<CatalogueModel> known = catalogue.find(model);
    if (known.isEmpty()) {
      throw new CommandFailure(
          "There is no model at " + path + ", and 'sluice models' lists no such name.");
    }
    return new Choice(fetcher.fetch(known.get(), isOffline), known.get().name());
  }

  /** Where files of versions may come from too, null for what the services' own settings say. */
  URI hub(Map<String, String> environment) {
    boolean isSet = OWN_HUB_SETTINGS.stream().anyMatch(environment::containsKey);
    return isOffline || isSet ? null : ModelFetcher.hub(environment);
  }

  private Choice defaultModel(Catalogue catalogue, ModelFetcher fetcher, Console console)
      throws IOException, InterruptedException {
    try {
      Path file = fetcher.fetch(catalogue.get(Catalogue.DEFAULT_MODEL), isOffline);
      return new Choice(file, Catalogue.DEFAULT_MODEL);
    } catch (ModelUnavailableException e) {
      console.err().println("sluice: " + e.getMessage());
      console
          .err()
          .println(
              "sluice: serving the bundled "
                  + Catalogue.BUNDLED_MODEL
                  + " instead: everything works, but it only tells very short stories. Later, run"
                  + " 'sluice pull "
                  + Catalogue.DEFAULT_MODEL
                  + "' or give --model FILE.");
      Path file = fetcher.fetch(catalogue.get(Catalogue.BUNDLED_MODEL), true);
      return new Choice(file, Catalogue.BUNDLED_MODEL);
    }
  }

  /** The file's or folder's name in lower case, without its extension. */
  static String servedName(Path path) {
    String name = path.toAbsolutePath().normalize().getFileName().toString();
    String stem = name.endsWith(".gguf") ? name.substring(0, name.length() - 5) : name;
    return stem.toLowerCase(Locale.ROOT);
  }
}
