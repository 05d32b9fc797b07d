package dev.sluice.engine.model.family;

import dev.sluice.engine.compute.Activation;
import dev.sluice.engine.compute.AttentionSpec;
import dev.sluice.engine.model.BlockSpec;
import dev.sluice.engine.model.DecoderSpec;
import dev.sluice.engine.model.FeedForward;
import dev.sluice.engine.model.LayerSpec;
import dev.sluice.engine.model.RopeScaling;
import dev.sluice.engine.model.RopeSpec;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * The text part of Gemma 3 (arXiv 2503.19786): Gemma 2 without caps, with norms of query and key
 * heads, and with a rotary embedding of its own in blocks with a sliding window.
 */
final class Gemma3Family implements Family {
  private static final GatedCheckpoint.Defaults DEFAULTS =
      new GatedCheckpoint.Defaults(2304, 9216, 26, 8, 4, 131_072, 1e-6, true);
  private static final double LOCAL_THETA = 1e4;

  /** Gemma 3 27B divides by the root of another number; its files do not say so. */
  private static final int LAYERS_OF_27B = 62;

  @Override
  public List<String> architectures() {
    return List.of("gemma3");
  }

  @Override
  public List<String> modelTypes() {
    return List.of("gemma3_text", "gemma3");
  }

  @Override
  public DecoderSpec read(SpecReader in) {
    AttentionSpec attention = in.attention();
    if (in.layers() == LAYERS_OF_27B && !in.settings().has(in.key("attention.scale"))) {
      attention = Attention.scaled(attention, 1 / Math.sqrt((double) in.hidden() / in.heads()));
    }
    double scoreCap = in.settings().number(in.key("attn_logit_softcapping"), 0, 0, 1e6);
    double logitCap = in.settings().number(in.key("final_logit_softcapping"), 0, 0, 1e6);
    AttentionSpec full = Attention.capped(attention, scoreCap);
    AttentionSpec sliding = Attention.sliding(full, in.window());
    boolean[] slides = Windows.read(in, layer -> (layer + 1) % 6 != 0);
    FeedForward network = in.gated(Activation.GELU_TANH);
    RopeSpec global = in.rope(false);
    double theta = in.settings().number(in.key("rope.freq_base_swa"), LOCAL_THETA, 1e-3, 1e15);
    RopeSpec local = new RopeSpec(global.dimensions(), theta, false, null, new RopeScaling.None());
    return in.decoder(
            BlockSpec.sequential(in.rmsNorm()).withPostNorms().withHeadNorm(in.rmsNorm()),
            layer ->
                slides[layer]
                    ? new LayerSpec(sliding, 1, network)
                    : new LayerSpec(full, 0, network),
            List.of(global, local))
        .withEmbeddingScale((float) Math.sqrt(in.hidden()))
        .withLogitSoftcap((float) logitCap);
  }

  @Override
  public void translate(CheckpointConfig config, Translation out) {
    out.architecture("gemma3");
    GatedCheckpoint checkpoint =
        new GatedCheckpoint(
            config,
            out,
            DEFAULTS,
            true,
            "model.",
            "language_model.model.",
            "model.language_model.",
            "");
    int headDim = config.count("head_dim", 256, SpecReader.MAX_WIDTH);
    config.refuse(config.flag("use_bidirectional_attention", false), "use_bidirectional_attention");
    GemmaNames.common(config, checkpoint, headDim, "hidden_activation");
    GemmaNames.scores(config, out, 0, 0);
    ropes(config, out, headDim, checkpoint.positions());
    int window = config.countOrNone("sliding_window", 4096, SpecReader.MAX_CONTEXT);
    int every = config.count("sliding_window_pattern", 6, SpecReader.MAX_LAYERS);
    Windows.write(config, out, window, checkpoint.layers(), layer -> (layer + 1) % every != 0);
    boolean hasBias = config.flag("attention_bias", false);
    for (int i = 0; i < checkpoint.layers(); i++) {
      checkpoint.attention(i, hasBias, hasBias, 0);
      checkpoint.headNorms(i);
      checkpoint.network(i, false);
      GemmaNames.fourNorms(checkpoint, i);
    }
  }

  /** {@code rope_scaling} is about blocks that see everything; the new layout nests both. */
  private static void ropes(CheckpointConfig config, Translation out, int headDim, int positions) {
    ObjectNode nested = config.object("rope_parameters");
    ObjectNode full =
        nested.path("full_attention") instanceof ObjectNode object
            ? object.deepCopy()
            : config.object("rope_scaling").objectNode();
    full.setAll(config.object("rope_scaling"));
    RopeConfig.of(full, config.number("rope_theta", 1e6), positions).translate(out, headDim);
    ObjectNode local =
        nested.path("sliding_attention") instanceof ObjectNode object ? object : full.objectNode();
    RopeConfig sliding =
        RopeConfig.of(local, config.number("rope_local_base_freq", LOCAL_THETA), positions);
    sliding.requirePlain("sliding_attention");
    out.set("rope.freq_base_swa", sliding.theta());
  }
}
