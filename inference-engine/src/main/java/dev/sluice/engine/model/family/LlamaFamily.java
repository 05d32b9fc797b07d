package dev.sluice.engine.model.family;

import dev.sluice.codec.gguf.GgufFile;
import dev.sluice.engine.compute.AttentionSpec;
import dev.sluice.engine.model.DecoderSpec;
import dev.sluice.engine.model.ModelLoadException;
import dev.sluice.engine.model.RopeSpec;
import dev.sluice.engine.tensor.Dequantizer;
import dev.sluice.engine.tensor.Tensor;
import dev.sluice.engine.weights.WeightStore;

/**
 * LLaMA and its relatives (Vicuna, Alpaca, WizardLM, SmolLM2, Llama 3; arXiv 2302.13971) from GGUF.
 * The converter has permuted query and key rows so that rotated pairs are neighbours.
 */
public final class LlamaFamily {
  private static final int MAX_LAYERS = 1024;
  private static final int MAX_WIDTH = 1 << 20;

  private LlamaFamily() {}

  /** Reads {@code llama.*} metadata. */
  public static DecoderSpec read(GgufFile file, WeightStore weights) {
    if (file.integer("llama.expert_count", 0) > 0) {
      throw new ModelLoadException(
          "llama.expert_count is "
              + file.integer("llama.expert_count", 0)
              + ": mixture-of-experts models are not supported");
    }
    int hidden = required(file, "llama.embedding_length", MAX_WIDTH);
    int heads = required(file, "llama.attention.head_count", MAX_WIDTH);
    int kvHeads = optional(file, "llama.attention.head_count_kv", heads, MAX_WIDTH);
    int headDim = optional(file, "llama.attention.key_length", hidden / heads, MAX_WIDTH);
    if (optional(file, "llama.attention.value_length", headDim, MAX_WIDTH) != headDim) {
      throw new ModelLoadException("llama.attention.value_length differs from the keys' width");
    }
    if (headDim == 0 || heads % kvHeads != 0) {
      throw new ModelLoadException(
          heads
              + " attention heads over width "
              + hidden
              + " cannot share "
              + kvHeads
              + " key/value heads");
    }
    int vocabulary =
        weights
            .find("token_embd.weight")
            .map(Tensor::rows)
            .orElseThrow(
                () -> new ModelLoadException("the model has no tensor 'token_embd.weight'"));
    return new DecoderSpec(
        "llama",
        required(file, "llama.block_count", MAX_LAYERS),
        hidden,
        required(file, "llama.feed_forward_length", MAX_WIDTH * 8),
        vocabulary,
        required(file, "llama.context_length", Integer.MAX_VALUE),
        (float) file.number("llama.attention.layer_norm_rms_epsilon", 1e-5),
        new AttentionSpec(heads, kvHeads, headDim, (float) (1 / Math.sqrt(headDim)), 0, 0f),
        rope(file, weights, headDim));
  }

  private static RopeSpec rope(GgufFile file, WeightStore weights, int headDim) {
    int dimensions = optional(file, "llama.rope.dimension_count", headDim, headDim);
    if (dimensions % 2 != 0) {
      throw new ModelLoadException("llama.rope.dimension_count is odd: " + dimensions);
    }
    String type = file.text("llama.rope.scaling.type");
    double factor =
        file.number("llama.rope.scaling.factor", file.number("llama.rope.scale_linear", 1));
    if (!(factor >= 1e-3 && factor <= 1e6)) {
      throw new ModelLoadException("llama.rope.scaling.factor is " + factor);
    }
    double base = file.number("llama.rope.freq_base", 10_000);
    if (!(base > 0 && base < 1e12)) {
      throw new ModelLoadException("llama.rope.freq_base is " + base);
    }
    int context = (int) Math.min(Integer.MAX_VALUE, file.integer("llama.context_length", 2048));
    return new RopeSpec(
        dimensions,
        base,
        true,
        scaling(type, factor),
        factor,
        optional(file, "llama.rope.scaling.original_context_length", context, Integer.MAX_VALUE),
        file.number("llama.rope.scaling.attn_factor", 0),
        divisors(weights, dimensions / 2));
  }

  private static RopeSpec.Scaling scaling(String type, double factor) {
    return switch (type == null ? "linear" : type) {
      case "none" -> RopeSpec.Scaling.NONE;
      case "linear" -> factor == 1 ? RopeSpec.Scaling.NONE : RopeSpec.Scaling.LINEAR;
      case "yarn" -> RopeSpec.Scaling.YARN;
      default ->
          throw new ModelLoadException(
              "llama.rope.scaling.type is '" + type + "': none, linear and yarn are supported");
    };
  }

  private static float[] divisors(WeightStore weights, int pairs) {
    return weights
        .find("rope_freqs.weight")
        .map(
            stored -> {
              if (stored.elements() != pairs) {
                throw new ModelLoadException(
                    "'rope_freqs.weight' has "
                        + stored.elements()
                        + " values for "
                        + pairs
                        + " rotated pairs");
              }
              float[] values = new float[pairs];
              Dequantizer.row(stored.type(), stored.data(), 0, values, 0, pairs);
              return values;
            })
        .orElse(null);
  }

  private static int required(GgufFile file, String key, int limit) {
    if (!file.metadata().containsKey(key)) {
      throw new ModelLoadException("the model's metadata has no '" + key + "'");
    }
    return optional(file, key, 0, limit);
  }

  private static int optional(GgufFile file, String key, int fallback, int limit) {
    long value = file.integer(key, fallback);
    if (value <= 0 || value > limit) {
      throw new ModelLoadException("'" + key + "' is " + value + ", expected 1 to " + limit);
    }
    return (int) value;
  }
}
