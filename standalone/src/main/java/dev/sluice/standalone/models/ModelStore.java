package dev.sluice.standalone.models;

import dev.sluice.store.Checksum;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The folders that hold model files: the user's own, which are only read, and the one of the data
 * directory, which downloads go to.
 *
 * @param readOnly folders from {@code SLUICE_MODELS}
 * @param own {@code models} in the data directory
 */
public record ModelStore(List<Path> readOnly, Path own) {

  /** Environment variable with folders, separated like PATH. */
  public static final String FOLDERS_VARIABLE = "SLUICE_MODELS";

  public ModelStore {
    readOnly = List.copyOf(readOnly);
  }

  public static ModelStore of(Path data, Map<String, String> environment) {
    List<Path> folders = new ArrayList<>();
    for (String folder :
        environment.getOrDefault(FOLDERS_VARIABLE, "").split(File.pathSeparator, -1)) {
      if (!folder.isBlank()) {
        folders.add(Path.of(folder));
      }
    }
    return new ModelStore(folders, data.resolve("models"));
  }

  /**
   * The model's file when it is here. A file in the data directory was checked when it arrived, so
   * only its size is looked at; one in the user's folders is checked in full.
   */
  public Optional<Path> find(CatalogueModel model) throws IOException {
    Path owned = target(model);
    if (hasSize(owned, model)) {
      return Optional.of(owned);
    }
    for (Path folder : readOnly) {
      Path file = folder.resolve(model.file());
      if (hasSize(file, model) && Checksum.sha256(file).equals(model.sha256())) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  /** Where a download of the model ends up. */
  Path target(CatalogueModel model) {
    return own.resolve(model.file());
  }

  private static boolean hasSize(Path file, CatalogueModel model) throws IOException {
    return Files.isRegularFile(file) && Files.size(file) == model.bytes();
  }
}
