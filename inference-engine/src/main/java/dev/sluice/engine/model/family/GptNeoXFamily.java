package dev.sluice.engine.model.family;

import dev.sluice.engine.compute.Activation;
import dev.sluice.engine.model.BlockSpec;
import dev.sluice.engine.model.BlockSpec.Order;
import dev.sluice.engine.model.DecoderSpec;
import dev.sluice.engine.weights.RowOrder;
import java.util.List;

/**
 * GPT-NeoX (arXiv 2204.06745), Pythia, Dolly v2: attention and network in parallel behind a
 * LayerNorm each, or one after another; a part of each head rotated.
 */
final class GptNeoXFamily implements Family {
  @Override
  public List<String> architectures() {
    return List.of("gptneox");
  }

  @Override
  public List<String> modelTypes() {
    return List.of("gpt_neox");
  }

  @Override
  public DecoderSpec read(SpecReader in) {
    boolean isParallel = in.settings().flag(in.key("use_parallel_residual"), true);
    BlockSpec block =
        new BlockSpec(isParallel ? Order.PARALLEL : Order.SEQUENTIAL, in.layerNorm(), null, false);
    return in.decoder(block, in.attention(), in.plain(Activation.GELU), in.rope(false));
  }

  @Override
  public void translate(CheckpointConfig config, Translation out) {
    out.architecture("gptneox");
    LayerNormCheckpoint checkpoint =
        new LayerNormCheckpoint(
            config,
            out,
            new LayerNormCheckpoint.Keys(
                "hidden_size",
                "num_hidden_layers",
                "num_attention_heads",
                "max_position_embeddings",
                "layer_norm_eps"),
            new LayerNormCheckpoint.Defaults(6144, 44, 64, 2048));
    checkpoint.common("intermediate_size", 24576, "hidden_act", "gelu");
    out.set("use_parallel_residual", config.flag("use_parallel_residual", true));
    double theta = config.number("rotary_emb_base", 1e4);
    RopeConfig.ofNeoX(config, theta, config.number("rotary_pct", 0.25), checkpoint.positions())
        .translate(out, checkpoint.headDim());
    String base = out.prefix("embed_in.weight", "gpt_neox.", "");
    out.tensor("token_embd.weight", base + "embed_in.weight");
    out.pair("output_norm", base + "final_layer_norm", true);
    out.head("embed_out", config.flag("tie_word_embeddings", false), false);
    blocks(out, base, checkpoint, config.flag("attention_bias", true));
  }

  private static void blocks(
      Translation out, String base, LayerNormCheckpoint checkpoint, boolean hasBias) {
    RowOrder order = RowOrder.ungrouped(checkpoint.heads(), 1, checkpoint.headDim());
    for (int i = 0; i < checkpoint.layers(); i++) {
      String to = "blk." + i + ".";
      String from = base + "layers." + i + ".";
      out.pair(to + "attn_norm", from + "input_layernorm", true);
      out.pair(to + "attn_qkv", from + "attention.query_key_value", hasBias, order);
      out.pair(to + "attn_output", from + "attention.dense", hasBias);
      out.pair(to + "ffn_norm", from + "post_attention_layernorm", true);
      out.pair(to + "ffn_up", from + "mlp.dense_h_to_4h", true);
      out.pair(to + "ffn_down", from + "mlp.dense_4h_to_h", true);
    }
  }
}
