package dev.sluice.engine.model.family;

import dev.sluice.engine.model.Llama3Divisors;
import dev.sluice.engine.model.ModelLoadException;
import dev.sluice.engine.model.RopeScaling;
import dev.sluice.engine.weights.TensorRecipe;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rotary settings of a {@code config.json}, in the layout of published checkpoints ({@code
 * rope_theta}, {@code rope_scaling}) or of transformers 5 ({@code rope_parameters}); defaults and
 * precedence are those of its {@code RotaryEmbeddingConfigMixin}.
 */
final class RopeConfig {
  private static final int MAX_FACTORS = 1 << 12;

  private final ObjectNode json;
  private final int maxPositions;
  private final int original;
  private final double theta;
  private final double partial;

  /**
   * @param json the object that holds the scaling; empty for none
   * @param original {@code original_max_position_embeddings} where the family has it outside of the
   *     object; 0 where not
   */
  private RopeConfig(
      ObjectNode json, double theta, double partial, int maxPositions, int original) {
    this.json = json;
    this.theta = CheckpointConfig.number(json, "rope_theta", theta);
    this.partial = CheckpointConfig.number(json, "partial_rotary_factor", partial);
    this.maxPositions = maxPositions;
    int own =
        (int)
            bounded(
                json, "original_max_position_embeddings", maxPositions, 2, SpecReader.MAX_CONTEXT);
    this.original = original > 0 ? original : own;
  }

  /** The only rotary embedding of a model. */
  static RopeConfig of(CheckpointConfig config, double theta, double partial, int maxPositions) {
    return of(config, theta, partial, maxPositions, 0);
  }

  static RopeConfig of(
      CheckpointConfig config, double theta, double partial, int maxPositions, int original) {
    ObjectNode scaling = config.object("rope_scaling");
    return new RopeConfig(
        scaling.isEmpty() ? config.object("rope_parameters") : scaling,
        config.number("rope_theta", theta),
        config.number("partial_rotary_factor", partial),
        maxPositions,
        original);
  }

  /** GPT-NeoX has names of its own for base and rotated part. */
  static RopeConfig ofNeoX(
      CheckpointConfig config, double theta, double partial, int maxPositions) {
    ObjectNode scaling = config.object("rope_scaling");
    return new RopeConfig(
        scaling.isEmpty() ? config.object("rope_parameters") : scaling,
        theta,
        partial,
        maxPositions,
        0);
  }

  /** One of several, from an object of its own. */
  static RopeConfig of(ObjectNode json, double theta, int maxPositions) {
    return new RopeConfig(json, theta, 1, maxPositions, 0);
  }

  double theta() {
    return theta;
  }

  /** Refuses a scaling where none is supported. */
  void requirePlain(String where) {
    if (!type().equals("default")) {
      throw new ModelLoadException(
          "rope type '%s' of '%s' is not supported".formatted(type(), where));
    }
  }

  /** Phi-3 knows no other scaling than LongRoPE, under its old names too. */
  RopeConfig asPhi3() {
    return switch (type()) {
      case "default", "longrope" -> this;
      case "su", "yarn" -> {
        ObjectNode renamed = json.deepCopy().put("rope_type", "longrope");
        yield new RopeConfig(renamed, theta, partial, maxPositions, original);
      }
      default ->
          throw new ModelLoadException(
              "rope type '%s' is not supported for phi3, only longrope".formatted(type()));
    };
  }

  String type() {
    JsonNode type = json.has("rope_type") ? json.path("rope_type") : json.path("type");
    return type.isMissingNode() || type.isNull() ? "default" : type.asString(type.toString());
  }

  /** Writes {@code ARCH.rope.*} and what tensors belong to it. */
  void translate(Translation out, int headDim) {
    int dimensions = (int) (headDim * partial);
    if (dimensions < 2 || dimensions > headDim || dimensions % 2 != 0) {
      throw new ModelLoadException(
          "rotating %d of a head's %d values (factor %s) is not supported"
              .formatted(dimensions, headDim, partial));
    }
    out.set("rope.dimension_count", dimensions);
    out.set("rope.freq_base", theta);
    switch (type()) {
      case "default" -> {}
      case "linear" -> {
        out.set("rope.scaling.type", "linear");
        out.set("rope.scaling.factor", factor());
      }
      case "dynamic" -> {
        out.set("rope.scaling.type", "dynamic");
        out.set("rope.scaling.factor", factor());
        out.set("rope.scaling.original_context_length", maxPositions);
      }
      case "yarn" -> yarn(out);
      case "llama3" -> llama3(out, dimensions);
      case "longrope", "su" -> longRope(out, dimensions / 2);
      default ->
          throw new ModelLoadException(
              ("rope type '%s' is not supported; supported: default, linear, dynamic, yarn,"
                      + " llama3, longrope")
                  .formatted(type()));
    }
  }

  private double factor() {
    return bounded(json, "factor", (double) maxPositions / original, 1e-3, 1e6);
  }

  private void yarn(Translation out) {
    double factor = factor();
    out.set("rope.scaling.type", "yarn");
    out.set("rope.scaling.factor", factor);
    out.set("rope.scaling.original_context_length", original);
    double attention = yarnAttention(factor);
    if (attention != RopeScaling.Yarn.defaultAttentionFactor(factor)) {
      out.set("rope.scaling.yarn_attn_factor", attention);
    }
    out.set("rope.scaling.yarn_beta_fast", orDefault("beta_fast", 32));
    out.set("rope.scaling.yarn_beta_slow", orDefault("beta_slow", 1));
    if (json.path("truncate").isBoolean()) {
      out.set("rope.scaling.yarn_truncate", json.path("truncate").asBoolean());
    }
  }

  private double yarnAttention(double factor) {
    double given = bounded(json, "attention_factor", 0, 0, 1e6);
    if (given != 0) {
      return given;
    }
    double scale = bounded(json, "mscale", 0, 0, 1e6);
    double scaleAll = bounded(json, "mscale_all_dim", 0, 0, 1e6);
    if (scale == 0 || scaleAll == 0 || factor <= 1) {
      return RopeScaling.Yarn.defaultAttentionFactor(factor);
    }
    return (0.1 * scale * Math.log(factor) + 1) / (0.1 * scaleAll * Math.log(factor) + 1);
  }

  private double orDefault(String key, double fallback) {
    double value = bounded(json, key, fallback, 0, 1e6);
    return value == 0 ? fallback : value;
  }

  private void llama3(Translation out, int dimensions) {
    float[] divisors =
        Llama3Divisors.of(
            dimensions,
            theta,
            factor(),
            bounded(json, "low_freq_factor", 1, 1e-3, 1e6),
            bounded(json, "high_freq_factor", 4, 1e-3, 1e6),
            original);
    out.set("rope.scaling.original_context_length", original);
    out.tensor("rope_freqs.weight", new TensorRecipe.Values(divisors));
  }

  private void longRope(Translation out, int pairs) {
    double factor = factor();
    double own = factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(original));
    out.set("rope.scaling.original_context_length", original);
    out.set("rope.scaling.attn_factor", bounded(json, "attention_factor", own, 1e-6, 1e6));
    out.tensor("rope_factors_long.weight", factors("long_factor", pairs));
    out.tensor("rope_factors_short.weight", factors("short_factor", pairs));
  }

  private TensorRecipe factors(String key, int pairs) {
    JsonNode list = json.path(key);
    if (!list.isArray() || list.size() != pairs || pairs > MAX_FACTORS) {
      throw new ModelLoadException(
          "'%s' has %d numbers for %d rotated pairs".formatted(key, list.size(), pairs));
    }
    float[] factors = new float[pairs];
    for (int i = 0; i < pairs; i++) {
      double factor = list.get(i).asDouble(0);
      if (!(factor > 1e-6 && factor < 1e9)) {
        throw new ModelLoadException("'%s' has the entry %s".formatted(key, list.get(i)));
      }
      factors[i] = (float) factor;
    }
    return new TensorRecipe.Values(factors);
  }

  private static double bounded(
      ObjectNode json, String key, double fallback, double least, double most) {
    double value = CheckpointConfig.number(json, key, fallback);
    if (!(value >= least && value <= most)) {
      throw new ModelLoadException(
          "'%s' is %s, expected %s to %s".formatted(key, value, least, most));
    }
    return value;
  }
}
