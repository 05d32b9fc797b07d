package dev.sluice.standalone.command;

import dev.sluice.contract.SamplingSpec;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Option;

/** How the next token is chosen. The engine checks the ranges. */
final class SamplingOptions {
  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "0",
      description = "0 is greedy (default: ${DEFAULT-VALUE}).")
  private float temperature;

  @Option(names = "--top-k", paramLabel = "K", defaultValue = "0", description = "0 keeps all.")
  private int topK;

  @Option(names = "--top-p", paramLabel = "P", defaultValue = "1", description = "1 keeps all.")
  private float topP;

  @Option(names = "--min-p", paramLabel = "P", defaultValue = "0", description = "0 keeps all.")
  private float minP;

  @Option(
      names = "--repetition-penalty",
      paramLabel = "X",
      defaultValue = "1",
      description = "1 is off.")
  private float repetitionPenalty;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Same seed, same output (default: drawn).")
  private Long seed;

  SamplingSpec spec() {
    long key = seed == null ? ThreadLocalRandom.current().nextLong() : seed;
    return new SamplingSpec(
        temperature, topK, topP, minP, repetitionPenalty, 0f, 0f, Map.of(), key);
  }
}
