package dev.sluice.inference.engines;

import dev.sluice.engine.generate.InferenceEngine;

/** Told which engines come and go. */
public interface EngineWatcher {

  /** Before the engine's first request. */
  void added(InferenceEngine engine);

  /** After the engine was closed. */
  void removed(InferenceEngine engine);
}
