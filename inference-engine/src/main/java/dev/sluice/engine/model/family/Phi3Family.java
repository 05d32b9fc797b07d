package dev.sluice.engine.model.family;

import dev.sluice.engine.compute.Activation;
import dev.sluice.engine.model.BlockSpec;
import dev.sluice.engine.model.DecoderSpec;
import java.util.List;

/**
 * Phi-3 and Phi-4-mini (arXiv 2404.14219): LLaMA's block with fused projections, a sliding window
 * in some, LongRoPE in others.
 */
final class Phi3Family implements Family {
  private static final GatedCheckpoint.Defaults DEFAULTS =
      new GatedCheckpoint.Defaults(3072, 8192, 32, 32, 0, 4096, 1e-5, false);

  @Override
  public List<String> architectures() {
    return List.of("phi3");
  }

  @Override
  public List<String> modelTypes() {
    return List.of("phi3");
  }

  @Override
  public DecoderSpec read(SpecReader in) {
    return in.decoder(
        BlockSpec.sequential(in.rmsNorm()),
        Attention.sliding(in.attention(), in.window()),
        in.gated(Activation.SILU),
        in.rope(false));
  }

  @Override
  public void translate(CheckpointConfig config, Translation out) {
    out.architecture("phi3");
    GatedCheckpoint checkpoint = new GatedCheckpoint(config, out, DEFAULTS, false, "model.", "");
    int headDim = config.count("head_dim", checkpoint.evenHeadDim(), SpecReader.MAX_WIDTH);
    checkpoint.common(headDim, "hidden_act", "silu");
    int original = config.count("original_max_position_embeddings", 4096, SpecReader.MAX_CONTEXT);
    RopeConfig rope = RopeConfig.of(config, 1e4, 1, checkpoint.positions(), original);
    rope.asPhi3().translate(out, headDim);
    out.set(
        "attention.sliding_window",
        config.countOrNone("sliding_window", 0, SpecReader.MAX_CONTEXT));
    for (int i = 0; i < checkpoint.layers(); i++) {
      String to = "blk." + i + ".";
      String from = checkpoint.layer(i);
      checkpoint.norms(i);
      out.pair(to + "attn_qkv", from + "self_attn.qkv_proj", false);
      out.pair(to + "attn_output", from + "self_attn.o_proj", false);
      out.pair(to + "ffn_up", from + "mlp.gate_up_proj", false);
      out.pair(to + "ffn_down", from + "mlp.down_proj", false);
    }
  }
}
