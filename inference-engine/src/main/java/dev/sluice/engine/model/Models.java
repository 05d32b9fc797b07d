package dev.sluice.engine.model;

import java.nio.file.Path;

/** Opens models. */
public final class Models {
  private Models() {}

  /**
   * Opens a GGUF file or a Hugging Face folder for serving.
   *
   * @throws ModelLoadException when it is missing, damaged, of an unsupported kind, or too large
   *     for this machine
   */
  public static Decoder open(Path model, DecoderOptions options) {
    throw new ModelLoadException("no reader for " + model);
  }
}
