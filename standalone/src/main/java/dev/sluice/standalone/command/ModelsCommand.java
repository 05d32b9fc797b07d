package dev.sluice.standalone.command;

import dev.sluice.standalone.models.Catalogue;
import dev.sluice.standalone.models.CatalogueModel;
import dev.sluice.standalone.models.ModelStore;
import dev.sluice.standalone.terminal.Console;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sluice models}: what is known by name and what of it is here. */
@Command(name = "models", description = "Lists the models known by name.")
final class ModelsCommand implements Callable<Integer> {
  private final Console console;
  private final Map<String, String> environment;

  @Mixin private DataOption data;

  ModelsCommand(Console console, Map<String, String> environment) {
    this.console = console;
    this.environment = environment;
  }

  @Override
  public Integer call() throws Exception {
    ModelStore store = ModelStore.of(data.resolve(environment), environment);
    for (CatalogueModel model : Catalogue.bundled().models()) {
      Optional<Path> file = store.find(model);
      console
          .out()
          .printf(
              Locale.ROOT,
              "%-24s %8.1f MB  %-11s %s%n",
              model.name(),
              model.bytes() / 1e6,
              model.licence(),
              file.map(Path::toString).orElse("not here yet"));
    }
    console.out().flush();
    return 0;
  }
}
