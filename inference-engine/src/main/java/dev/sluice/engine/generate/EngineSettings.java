package dev.sluice.engine.generate;

import dev.sluice.engine.model.DecoderOptions;
import java.nio.file.Path;

/**
 * What an engine serves and with how much.
 *
 * @param model GGUF file or Hugging Face folder
 * @param servedName the name in requests; null takes the file's name without its extension
 * @param decoder backend, threads, context and cache budget
 * @param batching how steps are shared
 * @param podId stable for the life of the process
 */
public record EngineSettings(
    Path model, String servedName, DecoderOptions decoder, Batching batching, String podId) {

  /** With the defaults for how steps are shared. */
  public EngineSettings(
      Path model,
      String servedName,
      DecoderOptions decoder,
      int maxRunningStreams,
      int maxQueuedTokens,
      String podId) {
    this(model, servedName, decoder, Batching.of(maxRunningStreams, maxQueuedTokens), podId);
  }
}
