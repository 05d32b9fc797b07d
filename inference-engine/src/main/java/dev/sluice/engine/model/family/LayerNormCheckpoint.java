package dev.sluice.engine.model.family;

import dev.sluice.engine.model.ModelLoadException;

/**
 * What Hugging Face checkpoints with LayerNorm share. Their classes name the same numbers
 * differently.
 */
final class LayerNormCheckpoint {
  /** Where the class looks for what. */
  record Keys(String hidden, String layers, String heads, String positions, String epsilon) {
    /** Of GPT-2 and those after it. */
    static Keys gpt() {
      return new Keys("n_embd", "n_layer", "n_head", "n_positions", "layer_norm_epsilon");
    }
  }

  /** What a missing key means. */
  record Defaults(int hidden, int layers, int heads, int positions) {}

  private final CheckpointConfig config;
  private final Translation out;
  private final Keys keys;
  private final Defaults defaults;

  LayerNormCheckpoint(CheckpointConfig config, Translation out, Keys keys, Defaults defaults) {
    this.config = config;
    this.out = out;
    this.keys = keys;
    this.defaults = defaults;
  }

  int layers() {
    return config.count(keys.layers(), defaults.layers(), SpecReader.MAX_LAYERS);
  }

  int hidden() {
    return config.count(keys.hidden(), defaults.hidden(), SpecReader.MAX_WIDTH);
  }

  int heads() {
    return config.count(keys.heads(), defaults.heads(), SpecReader.MAX_HEADS);
  }

  int positions() {
    return config.count(keys.positions(), defaults.positions(), SpecReader.MAX_CONTEXT);
  }

  int headDim() {
    if (hidden() % heads() != 0) {
      throw new ModelLoadException(
          "'%s' is %d, not a multiple of the %d heads".formatted(keys.hidden(), hidden(), heads()));
    }
    return hidden() / heads();
  }

  /**
   * Settings.
   *
   * @param widthKey of the network's inner width
   * @param width without that key
   */
  void common(String widthKey, int width, String activationKey, String activation) {
    out.set("context_length", positions());
    out.set("embedding_length", hidden());
    out.set("block_count", layers());
    out.set("feed_forward_length", config.count(widthKey, width, SpecReader.MAX_WIDTH));
    out.set("attention.head_count", heads());
    out.set("attention.layer_norm_epsilon", config.number(keys.epsilon(), 1e-5));
    String name = config.text(activationKey, activation);
    ActivationNames.named(activationKey, name);
    out.set("feed_forward.activation", name);
  }
}
