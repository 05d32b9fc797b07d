package dev.sluice.engine.model.family;

import dev.sluice.engine.compute.Activation;
import dev.sluice.engine.model.BlockSpec;
import dev.sluice.engine.model.BlockSpec.Order;
import dev.sluice.engine.model.DecoderSpec;
import dev.sluice.engine.model.ModelLoadException;
import java.util.List;

/**
 * GPT-J (Wang and Komatsuzaki, 2021): attention and network in parallel behind one LayerNorm,
 * neighbouring pairs of the first {@code rotary_dim} values of a head rotated. GGUF has no standard
 * for it; keys and names follow its manner under the architecture {@code gptj}.
 */
final class GptJFamily implements Family {
  @Override
  public List<String> architectures() {
    return List.of("gptj");
  }

  @Override
  public List<String> modelTypes() {
    return List.of("gptj");
  }

  @Override
  public DecoderSpec read(SpecReader in) {
    BlockSpec block = new BlockSpec(Order.PARALLEL_ONE_NORM, in.layerNorm(), null, false);
    return in.decoder(block, in.attention(), in.plain(Activation.GELU_TANH), in.rope(true));
  }

  @Override
  public void translate(CheckpointConfig config, Translation out) {
    out.architecture("gptj");
    LayerNormCheckpoint checkpoint =
        new LayerNormCheckpoint(
            config,
            out,
            LayerNormCheckpoint.Keys.gpt(),
            new LayerNormCheckpoint.Defaults(4096, 28, 16, 2048));
    checkpoint.common("n_inner", 4 * checkpoint.hidden(), "activation_function", "gelu_new");
    int headDim = checkpoint.headDim();
    // Null rotates every value, at frequencies of the whole width: nobody publishes such a model.
    config.refuse(config.isNull("rotary_dim"), "rotary_dim");
    int rotated = config.count("rotary_dim", 64, SpecReader.MAX_WIDTH);
    if (rotated > headDim) {
      throw new ModelLoadException(
          "'rotary_dim' is %d, more than the %d values of a head".formatted(rotated, headDim));
    }
    out.set("rope.dimension_count", rotated);
    out.set("rope.freq_base", 1e4);
    String base = out.prefix("wte.weight", "transformer.", "");
    out.tensor("token_embd.weight", base + "wte.weight");
    out.pair("output_norm", base + "ln_f", true);
    out.head("lm_head", config.flag("tie_word_embeddings", false), true);
    for (int i = 0; i < checkpoint.layers(); i++) {
      block(out, "blk." + i + ".", base + "h." + i + ".");
    }
  }

  private static void block(Translation out, String to, String from) {
    out.pair(to + "attn_norm", from + "ln_1", true);
    out.pair(to + "attn_q", from + "attn.q_proj", false);
    out.pair(to + "attn_k", from + "attn.k_proj", false);
    out.pair(to + "attn_v", from + "attn.v_proj", false);
    out.pair(to + "attn_output", from + "attn.out_proj", false);
    out.pair(to + "ffn_up", from + "mlp.fc_in", true);
    out.pair(to + "ffn_down", from + "mlp.fc_out", true);
  }
}
