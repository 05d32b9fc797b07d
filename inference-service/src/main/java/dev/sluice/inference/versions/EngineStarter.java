package dev.sluice.inference.versions;

import dev.sluice.contract.LoadVersionRequest;
import dev.sluice.engine.generate.InferenceEngine;
import dev.sluice.engine.model.ModelLoadException;
import java.nio.file.Path;

/** Makes engines. */
public interface EngineStarter {

  /**
   * What an engine would take; reads no more than the headers of the files.
   *
   * @throws ModelLoadException when they are not a model that can be served
   */
  Footprint weigh(Path files, LoadVersionRequest request);

  /**
   * Loads and starts.
   *
   * @param kvCacheBytes budget of the key/value cache, 0 lets the engine choose
   * @throws ModelLoadException when it cannot be served
   */
  InferenceEngine start(Path files, LoadVersionRequest request, long kvCacheBytes);
}
