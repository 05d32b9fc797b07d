package dev.sluice.standalone.models;

import dev.sluice.standalone.terminal.Progress;
import dev.sluice.store.SourceException;
import java.io.IOException;
import java.nio.file.Path;

/** A place that model files come from. */
interface ModelSource {

  /** For people, for example {@code the hub}. */
  String title();

  boolean has(CatalogueModel model);

  /** Whether it is asked when the user wants no network. */
  boolean isLocal();

  /**
   * Writes the whole file to {@code part}, which may hold the start of an earlier attempt. The
   * caller checks the sum.
   *
   * @throws SourceException when this source cannot give it, so that the next one is asked
   * @throws IOException when the file cannot be written, which no other source can mend
   */
  void fetch(CatalogueModel model, Path part, Progress progress)
      throws SourceException, IOException, InterruptedException;
}
