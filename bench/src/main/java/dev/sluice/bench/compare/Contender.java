package dev.sluice.bench.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** One of the two engines: how its benchmark and its server are started, and read. */
interface Contender {
  String name();

  /**
   * Runs the engine's own benchmark once.
   *
   * @return tokens per second by test, named as in {@link Plan#prefill} and {@link Plan#decode}
   */
  Map<String, Double> bench(Path model, Plan plan) throws IOException, InterruptedException;

  /** Starts a server for OpenAI clients; it need not be ready yet. */
  Server serve(Path model, Plan plan, Path folder) throws IOException;
}
