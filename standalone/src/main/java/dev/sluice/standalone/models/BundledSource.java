package dev.sluice.standalone.models;

import dev.sluice.standalone.terminal.Progress;
import dev.sluice.store.SourceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The copy inside this program. */
final class BundledSource implements ModelSource {

  @Override
  public String title() {
    return "the bundled copy";
  }

  @Override
  public boolean has(CatalogueModel model) {
    return model.bundled() != null;
  }

  @Override
  public boolean isLocal() {
    return true;
  }

  @Override
  public void fetch(CatalogueModel model, Path part, Progress progress)
      throws SourceException, IOException {
    try (InputStream in = BundledSource.class.getResourceAsStream(model.bundled())) {
      if (in == null) {
        throw new SourceException("this build lacks " + model.bundled());
      }
      Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
