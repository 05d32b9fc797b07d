package dev.sluice.engine.model.family;

import dev.sluice.engine.model.ModelLoadException;
import dev.sluice.engine.model.RopeScaling;
import dev.sluice.engine.model.RopeSpec;
import dev.sluice.engine.tensor.Dequantizer;
import dev.sluice.engine.tensor.Tensor;
import dev.sluice.engine.weights.Settings;
import dev.sluice.engine.weights.WeightStore;

/** Reads {@code ARCH.rope.*} and the tensors that belong to it. */
final class RopeReader {
  private static final double MAX_FACTOR = 1e6;

  private final SpecReader in;
  private final Settings settings;
  private final WeightStore weights;

  RopeReader(SpecReader in) {
    this.in = in;
    this.settings = in.settings();
    this.weights = in.weights();
  }

  RopeSpec read(boolean interleaved, int headDim) {
    int dimensions = settings.count(in.key("rope.dimension_count"), headDim, headDim);
    if (dimensions % 2 != 0) {
      throw new ModelLoadException(
          "'%s' is %d, which is odd".formatted(in.key("rope.dimension_count"), dimensions));
    }
    double base = settings.number(in.key("rope.freq_base"), 10_000, 1e-3, 1e15);
    return new RopeSpec(
        dimensions,
        base,
        interleaved,
        divisors("rope_freqs.weight", dimensions / 2),
        scaling(dimensions));
  }

  private RopeScaling scaling(int dimensions) {
    String key = in.key("rope.scaling.type");
    if (weights.has("rope_factors_long.weight") || weights.has("rope_factors_short.weight")) {
      return longRope(dimensions / 2);
    }
    String type = settings.text(key, "linear");
    return switch (type) {
      case "none" -> new RopeScaling.None();
      case "linear" -> {
        double factor = factor(settings.number(in.key("rope.scale_linear"), 1));
        yield factor == 1 ? new RopeScaling.None() : new RopeScaling.Linear(factor);
      }
      case "dynamic" -> {
        if (dimensions < 4) {
          throw new ModelLoadException(
              "dynamic rope scaling needs more than " + dimensions + " rotated values");
        }
        yield new RopeScaling.DynamicNtk(factor(1), original());
      }
      case "yarn" -> yarn();
      default ->
          throw new ModelLoadException(
              "'%s' is '%s': none, linear, dynamic, yarn and longrope are supported"
                  .formatted(key, type));
    };
  }

  /**
   * {@code yarn_attn_factor} is the final magnitude, as in checkpoints; {@code attn_factor}
   * multiplies the method's own, as llama.cpp reads it.
   */
  private RopeScaling yarn() {
    double factor = factor(1);
    double own =
        RopeScaling.Yarn.defaultAttentionFactor(factor)
            * settings.number(in.key("rope.scaling.attn_factor"), 1, 1e-6, MAX_FACTOR);
    double given = settings.number(in.key("rope.scaling.yarn_attn_factor"), 0, 0, MAX_FACTOR);
    return new RopeScaling.Yarn(
        factor,
        original(),
        given == 0 ? own : given,
        settings.number(in.key("rope.scaling.yarn_beta_fast"), 32, 1e-6, MAX_FACTOR),
        settings.number(in.key("rope.scaling.yarn_beta_slow"), 1, 1e-6, MAX_FACTOR),
        settings.flag(in.key("rope.scaling.yarn_truncate"), true));
  }

  private RopeScaling longRope(int pairs) {
    int original = original();
    double stretch = (double) in.context() / original;
    double own = stretch <= 1 ? 1 : Math.sqrt(1 + Math.log(stretch) / Math.log(original));
    return new RopeScaling.LongRope(
        required("rope_factors_short.weight", pairs),
        required("rope_factors_long.weight", pairs),
        original,
        settings.number(in.key("rope.scaling.attn_factor"), own, 1e-6, MAX_FACTOR));
  }

  private double factor(double fallback) {
    return settings.number(in.key("rope.scaling.factor"), fallback, 1e-3, MAX_FACTOR);
  }

  private int original() {
    String key = in.key("rope.scaling.original_context_length");
    return settings.count(key, in.context(), SpecReader.MAX_CONTEXT);
  }

  private float[] required(String name, int pairs) {
    float[] values = divisors(name, pairs);
    if (values == null) {
      throw new ModelLoadException("the model has no tensor '" + name + "'");
    }
    return values;
  }

  private float[] divisors(String name, int pairs) {
    if (!weights.has(name)) {
      return null;
    }
    Tensor stored = weights.require(name, 1, pairs);
    float[] values = new float[pairs];
    Dequantizer.row(stored.type(), stored.data(), 0, values, 0, pairs);
    return values;
  }
}
