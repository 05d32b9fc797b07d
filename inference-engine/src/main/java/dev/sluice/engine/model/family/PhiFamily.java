package dev.sluice.engine.model.family;

import dev.sluice.engine.compute.Activation;
import dev.sluice.engine.model.BlockSpec;
import dev.sluice.engine.model.BlockSpec.Order;
import dev.sluice.engine.model.DecoderSpec;
import java.util.List;

/**
 * phi-1, phi-1.5 and phi-2 (arXiv 2309.05463): attention and network in parallel behind one
 * LayerNorm, biases everywhere, a part of each head rotated.
 */
final class PhiFamily implements Family {
  @Override
  public List<String> architectures() {
    return List.of("phi2");
  }

  @Override
  public List<String> modelTypes() {
    return List.of("phi");
  }

  @Override
  public DecoderSpec read(SpecReader in) {
    boolean hasHeadNorms = in.weights().has("blk.0.attn_q_norm.weight");
    BlockSpec block =
        new BlockSpec(
            Order.PARALLEL_ONE_NORM, in.layerNorm(), hasHeadNorms ? in.layerNorm() : null, false);
    return in.decoder(block, in.attention(), in.plain(Activation.GELU_TANH), in.rope(false));
  }

  @Override
  public void translate(CheckpointConfig config, Translation out) {
    out.architecture("phi2");
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
            new LayerNormCheckpoint.Defaults(2048, 24, 32, 2048));
    checkpoint.common("intermediate_size", 8192, "hidden_act", "gelu_new");
    int kvHeads = config.count("num_key_value_heads", checkpoint.heads(), SpecReader.MAX_HEADS);
    int headDim = config.count("head_dim", checkpoint.headDim(), SpecReader.MAX_WIDTH);
    out.set("attention.head_count_kv", kvHeads);
    out.set("attention.key_length", headDim);
    out.set("attention.value_length", headDim);
    RopeConfig.of(config, 1e4, 0.5, checkpoint.positions()).translate(out, headDim);
    String base = out.prefix("embed_tokens.weight", "model.", "");
    out.tensor("token_embd.weight", base + "embed_tokens.weight");
    out.pair("output_norm", base + "final_layernorm", true);
    out.head("lm_head", config.flag("tie_word_embeddings", false), true);
    boolean hasHeadNorms = config.flag("qk_layernorm", false);
    for (int i = 0; i < checkpoint.layers(); i++) {
      layer(out, "blk." + i + ".", base + "layers." + i + ".", hasHeadNorms);
    }
  }

  private static void layer(Translation out, String to, String from, boolean hasHeadNorms) {
    out.pair(to + "attn_norm", from + "input_layernorm", true);
    out.pair(to + "attn_q", from + "self_attn.q_proj", true);
    out.pair(to + "attn_k", from + "self_attn.k_proj", true);
    out.pair(to + "attn_v", from + "self_attn.v_proj", true);
    out.pair(to + "attn_output", from + "self_attn.dense", true);
    if (hasHeadNorms) {
      out.pair(to + "attn_q_norm", from + "self_attn.q_layernorm", true);
      out.pair(to + "attn_k_norm", from + "self_attn.k_layernorm", true);
    }
    out.pair(to + "ffn_up", from + "mlp.fc1", true);
    out.pair(to + "ffn_down", from + "mlp.fc2", true);
  }
}
