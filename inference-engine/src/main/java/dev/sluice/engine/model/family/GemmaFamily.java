package dev.sluice.engine.model.family;

import dev.sluice.engine.compute.Activation;
import dev.sluice.engine.compute.AttentionSpec;
import dev.sluice.engine.model.BlockSpec;
import dev.sluice.engine.model.DecoderSpec;
import dev.sluice.engine.model.FeedForward;
import dev.sluice.engine.model.LayerSpec;
import dev.sluice.engine.weights.Settings;
import java.util.List;

/**
 * Gemma (arXiv 2403.08295): scaled embeddings, GELU gates; Gemma 2 (arXiv 2408.00118): norms after
 * attention and network too, capped scores and logits, every other block with a sliding window.
 * Checkpoints store norm weights less one, GGUF files whole.
 */
final class GemmaFamily implements Family {
  private static final GatedCheckpoint.Defaults GEMMA =
      new GatedCheckpoint.Defaults(3072, 24576, 28, 16, 16, 8192, 1e-6, true);
  private static final GatedCheckpoint.Defaults GEMMA2 =
      new GatedCheckpoint.Defaults(2304, 9216, 26, 8, 4, 8192, 1e-6, true);

  /** Gemma 2 27B divides by the root of another number; its files do not say so. */
  private static final int LAYERS_OF_27B = 46;

  @Override
  public List<String> architectures() {
    return List.of("gemma", "gemma2");
  }

  @Override
  public List<String> modelTypes() {
    return List.of("gemma", "gemma2");
  }

  @Override
  public DecoderSpec read(SpecReader in) {
    boolean isSecond = in.architecture().equals("gemma2");
    Settings settings = in.settings();
    BlockSpec block = BlockSpec.sequential(in.rmsNorm());
    AttentionSpec full = in.attention();
    double logitCap = 0;
    if (isSecond) {
      block = block.withPostNorms();
      full = Attention.capped(full, cap(in, "attn_logit_softcapping", 50));
      logitCap = cap(in, "final_logit_softcapping", 30);
      if (in.layers() == LAYERS_OF_27B && !settings.has(in.key("attention.scale"))) {
        full = Attention.scaled(full, 1 / Math.sqrt((double) in.hidden() / in.heads()));
      }
    }
    AttentionSpec every = full;
    AttentionSpec sliding = Attention.sliding(full, in.window());
    boolean[] slides = Windows.read(in, layer -> isSecond && layer % 2 == 0);
    FeedForward network = in.gated(Activation.GELU_TANH);
    DecoderSpec spec =
        in.decoder(
            block,
            layer -> new LayerSpec(slides[layer] ? sliding : every, 0, network),
            List.of(in.rope(false)));
    return spec.withEmbeddingScale((float) Math.sqrt(in.hidden()))
        .withLogitSoftcap((float) logitCap);
  }

  private static double cap(SpecReader in, String key, double fallback) {
    return in.settings().number(in.key(key), fallback, 0, 1e6);
  }

  @Override
  public void translate(CheckpointConfig config, Translation out) {
    boolean isSecond = config.modelType().equals("gemma2");
    out.architecture(config.modelType());
    GatedCheckpoint checkpoint =
        new GatedCheckpoint(config, out, isSecond ? GEMMA2 : GEMMA, true, "model.", "");
    int headDim = config.count("head_dim", 256, SpecReader.MAX_WIDTH);
    config.refuse(config.flag("use_bidirectional_attention", false), "use_bidirectional_attention");
    GemmaNames.common(config, checkpoint, headDim, isSecond ? "hidden_activation" : "hidden_act");
    RopeConfig.of(config, 1e4, 1, checkpoint.positions()).translate(out, headDim);
    if (isSecond) {
      GemmaNames.scores(config, out, 50, 30);
      int window = config.countOrNone("sliding_window", 4096, SpecReader.MAX_CONTEXT);
      Windows.write(config, out, window, checkpoint.layers(), layer -> layer % 2 == 0);
    }
    boolean hasBias = config.flag("attention_bias", false);
    for (int i = 0; i < checkpoint.layers(); i++) {
      checkpoint.attention(i, hasBias, hasBias, 0);
      checkpoint.network(i, false);
      if (isSecond) {
        GemmaNames.fourNorms(checkpoint, i);
      } else {
        checkpoint.norms(i);
      }
    }
  }
}
