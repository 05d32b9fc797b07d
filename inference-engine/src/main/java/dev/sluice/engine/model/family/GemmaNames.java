package dev.sluice.engine.model.family;

import dev.sluice.engine.model.ModelLoadException;

/** What checkpoints of the Gemma generations share. */
final class GemmaNames {
  private GemmaNames() {}

  /**
   * Settings and tensors outside of blocks. Old files say {@code gelu} and mean its tanh form.
   *
   * @param activationKey where the class looks for the activation
   */
  static void common(
      CheckpointConfig config, GatedCheckpoint checkpoint, int headDim, String activationKey) {
    boolean isLegacy =
        activationKey.equals("hidden_act") && config.text(activationKey, "").equals("gelu");
    checkpoint.common(headDim, isLegacy ? "hidden_activation" : activationKey, "gelu_pytorch_tanh");
  }

  /** Score scale and caps; null means no cap. */
  static void scores(CheckpointConfig config, Translation out, double scoreCap, double logitCap) {
    double scalar = config.number("query_pre_attn_scalar", 256);
    if (!(scalar > 0 && scalar < 1e12)) {
      throw new ModelLoadException("'query_pre_attn_scalar' is " + scalar);
    }
    out.set("attention.scale", 1 / Math.sqrt(scalar));
    out.set("attn_logit_softcapping", config.numberOrNone("attn_logit_softcapping", scoreCap));
    out.set("final_logit_softcapping", config.numberOrNone("final_logit_softcapping", logitCap));
  }

  /** Norms before and after attention and network. */
  static void fourNorms(GatedCheckpoint checkpoint, int index) {
    String to = "blk." + index + ".";
    String from = checkpoint.layer(index);
    checkpoint.norm(to + "attn_norm.weight", from + "input_layernorm.weight");
    checkpoint.norm(to + "post_attention_norm.weight", from + "post_attention_layernorm.weight");
    checkpoint.norm(to + "ffn_norm.weight", from + "pre_feedforward_layernorm.weight");
    checkpoint.norm(to + "post_ffw_norm.weight", from + "post_feedforward_layernorm.weight");
  }
}
