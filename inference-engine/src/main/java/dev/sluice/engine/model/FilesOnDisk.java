package dev.sluice.engine.model;

import dev.sluice.codec.gguf.GgufException;
import dev.sluice.codec.gguf.GgufFile;
import dev.sluice.engine.model.ModelReport.StoredFile;
import dev.sluice.engine.weights.SafetensorsCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What lies where a model should be.
 *
 * @param stored the file, or the folder's files by name
 * @param gguf the GGUF file, or null when there is none or there are several
 */
record FilesOnDisk(List<StoredFile> stored, Path gguf, boolean isCheckpoint) {

  static FilesOnDisk of(Path path) {
    boolean isFolder = Files.isDirectory(path);
    return new FilesOnDisk(
        isFolder ? inFolder(path) : file(path),
        gguf(path),
        isFolder && SafetensorsCheckpoint.isCheckpoint(path));
  }

  /** As {@link ModelReport#format}. */
  String format() {
    return gguf != null ? "GGUF" : isCheckpoint ? "safetensors" : null;
  }

  private static Path gguf(Path path) {
    try {
      return GgufFile.locate(path).orElse(null);
    } catch (GgufException e) {
      return null; // several; opening says so
    }
  }

  private static List<StoredFile> file(Path path) {
    return Files.isRegularFile(path) ? List.of(stored(path)) : List.of();
  }

  private static List<StoredFile> inFolder(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(Files::isRegularFile).sorted().map(FilesOnDisk::stored).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static StoredFile stored(Path file) {
    try {
      return new StoredFile(file.getFileName().toString(), Files.size(file));
    } catch (IOException e) {
      return new StoredFile(file.getFileName().toString(), 0);
    }
  }
}
