package dev.sluice.standalone.stack;

import dev.sluice.engine.model.RopeOverride;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What {@code up} starts.
 *
 * @param model GGUF file or Hugging Face folder
 * @param servedName the model's name in requests
 * @param host address to listen on
 * @param ports one per service
 * @param context most tokens of one sequence, 0 for the model's own
 * @param ropeScaling scaling of positions instead of the model's own, or null
 * @param threads worker threads of the engine, 0 for one per core
 * @param hub where files of versions may be fetched from, null for nowhere
 * @param drainLimit how long running streams may go on after the first signal
 */
public record StackSettings(
    Path model,
    String servedName,
    String host,
    Ports ports,
    String backend,
    int context,
    RopeOverride ropeScaling,
    int threads,
    URI hub,
    Duration drainLimit) {}
