package dev.sluice.engine.model.family;

import dev.sluice.engine.compute.Activation;
import dev.sluice.engine.model.BlockSpec;
import dev.sluice.engine.model.DecoderSpec;
import dev.sluice.engine.model.LayerSpec;
import dev.sluice.engine.weights.RowOrder;
import java.util.List;

/**
 * GPT-BigCode: StarCoder (arXiv 2305.06161), WizardCoder. GPT-2 with one key/value head and weights
 * stored as [out, in].
 */
final class StarcoderFamily implements Family {
  @Override
  public List<String> architectures() {
    return List.of("starcoder");
  }

  @Override
  public List<String> modelTypes() {
    return List.of("gpt_bigcode");
  }

  @Override
  public DecoderSpec read(SpecReader in) {
    LayerSpec layer = new LayerSpec(in.attention(), 0, in.plain(Activation.GELU_TANH));
    return in.decoder(BlockSpec.sequential(in.layerNorm()), _ -> layer, List.of())
        .withLearnedPositions(in.context());
  }

  @Override
  public void translate(CheckpointConfig config, Translation out) {
    out.architecture("starcoder");
    LayerNormCheckpoint checkpoint =
        new LayerNormCheckpoint(
            config,
            out,
            LayerNormCheckpoint.Keys.gpt(),
            new LayerNormCheckpoint.Defaults(768, 12, 12, 1024));
    checkpoint.common(
        "n_inner", 4 * checkpoint.hidden(), "activation_function", "gelu_pytorch_tanh");
    config.refuse(config.flag("add_cross_attention", false), "add_cross_attention");
    if (!config.flag("scale_attn_weights", true)) {
      out.set("attention.scale", 1.0);
    }
    boolean hasOneKv = config.flag("multi_query", true);
    out.set("attention.head_count_kv", hasOneKv ? 1 : checkpoint.heads());
    RowOrder order = RowOrder.ungrouped(checkpoint.heads(), 1, checkpoint.headDim());
    String base = out.prefix("wte.weight", "transformer.", "");
    out.tensor("token_embd.weight", base + "wte.weight");
    out.tensor("position_embd.weight", base + "wpe.weight");
    out.pair("output_norm", base + "ln_f", true);
    out.head("lm_head", config.flag("tie_word_embeddings", true), false);
    for (int i = 0; i < checkpoint.layers(); i++) {
      String to = "blk." + i + ".";
      String from = base + "h." + i + ".";
      out.pair(to + "attn_norm", from + "ln_1", true);
      if (hasOneKv) {
        out.pair(to + "attn_qkv", from + "attn.c_attn", true);
      } else {
        out.pair(to + "attn_qkv", from + "attn.c_attn", true, order);
      }
      out.pair(to + "attn_output", from + "attn.c_proj", true);
      out.pair(to + "ffn_norm", from + "ln_2", true);
      out.pair(to + "ffn_up", from + "mlp.c_fc", true);
      out.pair(to + "ffn_down", from + "mlp.c_proj", true);
    }
  }
}
