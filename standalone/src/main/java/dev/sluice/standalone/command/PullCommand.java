package dev.sluice.standalone.command;

import dev.sluice.standalone.models.Catalogue;
import dev.sluice.standalone.models.CatalogueModel;
import dev.sluice.standalone.models.ModelFetcher;
import dev.sluice.standalone.models.ModelStore;
import dev.sluice.standalone.terminal.Console;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice pull}: fetches a model known by name and prints its path. */
@Command(name = "pull", description = "Fetches a model and prints where it is.")
final class PullCommand implements Callable<Integer> {
  private final Console console;
  private final Map<String, String> environment;

  @Parameters(paramLabel = "NAME", description = "One of the names that 'sluice models' lists.")
  private String name;

  @Option(names = "--offline", description = "Ask no source that needs a network.")
  private boolean isOffline;

  @Mixin private DataOption data;

  PullCommand(Console console, Map<String, String> environment) {
    this.console = console;
    this.environment = environment;
  }

  @Override
  public Integer call() throws Exception {
    CatalogueModel model = Catalogue.bundled().get(name);
    ModelStore store = ModelStore.of(data.resolve(environment), environment);
    console.out().println(ModelFetcher.of(store, environment, console).fetch(model, isOffline));
    console.out().flush();
    return 0;
  }
}
