package dev.sluice.engine.model.family;

import dev.sluice.engine.compute.Activation;
import dev.sluice.engine.compute.AttentionSpec;
import dev.sluice.engine.model.BlockSpec;
import dev.sluice.engine.model.DecoderSpec;
import dev.sluice.engine.model.FeedForward;
import dev.sluice.engine.model.LayerSpec;
import java.util.List;

/** GPT-2 (Radford et al., 2019): learned positions, LayerNorm, weights stored as [in, out]. */
final class Gpt2Family implements Family {
  private static final String BY_LAYER = "attention.scale_by_inverse_layer";

  @Override
  public List<String> architectures() {
    return List.of("gpt2");
  }

  @Override
  public List<String> modelTypes() {
    return List.of("gpt2");
  }

  @Override
  public DecoderSpec read(SpecReader in) {
    AttentionSpec attention = in.attention();
    boolean scalesByLayer = in.settings().flag(in.key(BY_LAYER), false);
    FeedForward network = in.plain(Activation.GELU_TANH);
    return in.decoder(
            BlockSpec.sequential(in.layerNorm()),
            layer -> {
              int divisor = scalesByLayer ? layer + 1 : 1;
              double scale = (double) attention.scale() / divisor;
              return new LayerSpec(Attention.scaled(attention, scale), 0, network);
            },
            List.of())
        .withLearnedPositions(in.context());
  }

  @Override
  public void translate(CheckpointConfig config, Translation out) {
    out.architecture("gpt2");
    LayerNormCheckpoint checkpoint =
        new LayerNormCheckpoint(
            config,
            out,
            LayerNormCheckpoint.Keys.gpt(),
            new LayerNormCheckpoint.Defaults(768, 12, 12, 1024));
    checkpoint.common("n_inner", 4 * checkpoint.hidden(), "activation_function", "gelu_new");
    checkpoint.headDim();
    config.refuse(config.flag("add_cross_attention", false), "add_cross_attention");
    if (!config.flag("scale_attn_weights", true)) {
      out.set("attention.scale", 1.0);
    }
    if (config.flag("scale_attn_by_inverse_layer_idx", false)) {
      out.set(BY_LAYER, true);
    }
    String base = out.prefix("wte.weight", "transformer.", "");
    out.tensor("token_embd.weight", base + "wte.weight");
    out.tensor("position_embd.weight", base + "wpe.weight");
    out.pair("output_norm", base + "ln_f", true);
    out.head("lm_head", config.flag("tie_word_embeddings", true), false);
    for (int i = 0; i < checkpoint.layers(); i++) {
      block(out, "blk." + i + ".", base + "h." + i + ".");
    }
  }

  private static void block(Translation out, String to, String from) {
    out.pair(to + "attn_norm", from + "ln_1", true);
    out.transposedPair(to + "attn_qkv", from + "attn.c_attn");
    out.transposedPair(to + "attn_output", from + "attn.c_proj");
    out.pair(to + "ffn_norm", from + "ln_2", true);
    out.transposedPair(to + "ffn_up", from + "mlp.c_fc");
    out.transposedPair(to + "ffn_down", from + "mlp.c_proj");
  }
}
