package dev.sluice.inference.metrics;

import io.micrometer.core.instrument.Tags;

/** Names and labels as vLLM gives them. */
final class VllmNames {
  /** vLLM numbers the engines of a process; each model here has one. */
  static final String ENGINE = "0";

  static final String MODEL = "model_name";

  private VllmNames() {}

  static String of(String name) {
    return "vllm:" + name;
  }

  static Tags tags(String modelName) {
    return Tags.of(MODEL, modelName, "engine", ENGINE);
  }
}
