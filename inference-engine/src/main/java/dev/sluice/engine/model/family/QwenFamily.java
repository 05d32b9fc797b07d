package dev.sluice.engine.model.family;

import dev.sluice.engine.compute.Activation;
import dev.sluice.engine.compute.AttentionSpec;
import dev.sluice.engine.model.BlockSpec;
import dev.sluice.engine.model.DecoderSpec;
import dev.sluice.engine.model.FeedForward;
import dev.sluice.engine.model.LayerSpec;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Qwen 2 and 2.5 (arXiv 2407.10671) with biases of queries, keys and values; Qwen 3 (arXiv
 * 2505.09388) with norms of query and key heads, dense or with experts.
 */
final class QwenFamily implements Family {
  @Override
  public List<String> architectures() {
    return List.of("qwen2", "qwen3", "qwen3moe");
  }

  @Override
  public List<String> modelTypes() {
    return List.of("qwen2", "qwen3", "qwen3_moe");
  }

  @Override
  public DecoderSpec read(SpecReader in) {
    BlockSpec block = BlockSpec.sequential(in.rmsNorm());
    if (!in.architecture().equals("qwen2")) {
      block = block.withHeadNorm(in.rmsNorm());
    }
    AttentionSpec full = in.attention();
    AttentionSpec sliding = Attention.sliding(full, in.window());
    boolean[] slides = Windows.read(in, _ -> true);
    return in.decoder(
        block,
        layer -> new LayerSpec(slides[layer] ? sliding : full, 0, network(in, layer)),
        List.of(in.rope(false)));
  }

  /** A block is a mixture when it has a router. */
  private static FeedForward network(SpecReader in, int layer) {
    if (!in.weights().has("blk." + layer + ".ffn_gate_inp.weight")) {
      return in.gated(Activation.SILU);
    }
    int width = in.settings().count(in.key("expert_feed_forward_length"), SpecReader.MAX_WIDTH);
    return ExpertSettings.read(in, width, Activation.SILU);
  }

  @Override
  public void translate(CheckpointConfig config, Translation out) {
    String type = config.modelType();
    boolean hasExperts = type.equals("qwen3_moe");
    out.architecture(hasExperts ? "qwen3moe" : type);
    GatedCheckpoint.Defaults defaults =
        hasExperts
            ? new GatedCheckpoint.Defaults(2048, 6144, 24, 32, 4, 32768, 1e-6, false)
            : new GatedCheckpoint.Defaults(4096, 22016, 32, 32, 32, 32768, 1e-6, false);
    GatedCheckpoint checkpoint = new GatedCheckpoint(config, out, defaults, false, "model.", "");
    int missing = type.equals("qwen3") ? 128 : checkpoint.evenHeadDim();
    int headDim = config.count("head_dim", missing, SpecReader.MAX_WIDTH);
    config.refuse(config.number("partial_rotary_factor", 1) != 1, "partial_rotary_factor");
    checkpoint.common(headDim, "hidden_act", "silu");
    RopeConfig.of(config, 1e4, 1, checkpoint.positions()).translate(out, headDim);
    windows(config, out, checkpoint.layers(), hasExperts);
    blocks(config, out, checkpoint);
  }

  private static void blocks(CheckpointConfig config, Translation out, GatedCheckpoint checkpoint) {
    String type = config.modelType();
    boolean hasExperts = type.equals("qwen3_moe");
    boolean hasBias = type.equals("qwen2") || config.flag("attention_bias", false);
    for (int i = 0; i < checkpoint.layers(); i++) {
      checkpoint.norms(i);
      checkpoint.attention(i, hasBias, hasBias && !type.equals("qwen2"), 0);
      if (!type.equals("qwen2")) {
        checkpoint.headNorms(i);
      }
      if (hasExperts && isMixture(config, i)) {
        experts(config, out, i, checkpoint.layer(i) + "mlp.");
      } else {
        checkpoint.network(i, false);
      }
    }
  }

  /** Blocks from {@code max_window_layers} on slide, where windows are used at all. */
  private static void windows(
      CheckpointConfig config, Translation out, int layers, boolean isEverywhere) {
    if (!config.flag("use_sliding_window", false)) {
      return;
    }
    int window = config.countOrNone("sliding_window", 4096, SpecReader.MAX_CONTEXT);
    int first =
        isEverywhere
                || (config.has("max_window_layers") && config.number("max_window_layers", 28) == 0)
            ? 0
            : config.count("max_window_layers", 28, Integer.MAX_VALUE);
    Windows.write(config, out, window, layers, layer -> layer >= first);
  }

  private static boolean isMixture(CheckpointConfig config, int layer) {
    List<JsonNode> dense = config.list("mlp_only_layers");
    boolean isListed =
        dense != null && dense.stream().anyMatch(l -> l.isInt() && l.asInt() == layer);
    int step = config.count("decoder_sparse_step", 1, Integer.MAX_VALUE);
    return !isListed && (layer + 1) % step == 0;
  }

  private static void experts(CheckpointConfig config, Translation out, int layer, String from) {
    String key = config.has("num_experts") ? "num_experts" : "num_local_experts";
    int count = config.count(key, 128, ExpertSettings.MAX_EXPERTS);
    int used = config.count("num_experts_per_tok", 8, count);
    ExpertSettings.write(out, count, used, config.flag("norm_topk_prob", false));
    out.set(
        "expert_feed_forward_length",
        config.count("moe_intermediate_size", 768, SpecReader.MAX_WIDTH));
    ExpertSettings.tensors(out, layer, count, from, "gate_proj", "up_proj", "down_proj");
  }
}
