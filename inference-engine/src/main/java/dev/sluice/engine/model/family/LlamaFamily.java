package dev.sluice.engine.model.family;

import dev.sluice.engine.compute.Activation;
import dev.sluice.engine.compute.AttentionSpec;
import dev.sluice.engine.model.BlockSpec;
import dev.sluice.engine.model.DecoderSpec;
import dev.sluice.engine.model.FeedForward;
import java.util.List;

/**
 * LLaMA and its relatives (arXiv 2302.13971): Vicuna, Alpaca, WizardLM, SmolLM2, Llama 3; Mistral
 * (arXiv 2310.06825) with its sliding window; Mixtral (arXiv 2401.04088) with its experts. In
 * GGUF's form query and key rows are permuted so that rotated pairs are neighbours.
 */
final class LlamaFamily implements Family {
  private static final GatedCheckpoint.Defaults LLAMA =
      new GatedCheckpoint.Defaults(4096, 11008, 32, 32, 0, 2048, 1e-6, false);
  private static final GatedCheckpoint.Defaults MISTRAL =
      new GatedCheckpoint.Defaults(4096, 14336, 32, 32, 8, 4096 * 32, 1e-6, false);
  private static final GatedCheckpoint.Defaults MIXTRAL =
      new GatedCheckpoint.Defaults(4096, 14336, 32, 32, 8, 4096 * 32, 1e-5, false);

  @Override
  public List<String> architectures() {
    return List.of("llama");
  }

  @Override
  public List<String> modelTypes() {
    return List.of("llama", "mistral", "mixtral");
  }

  @Override
  public DecoderSpec read(SpecReader in) {
    FeedForward network =
        ExpertSettings.isMixture(in)
            ? ExpertSettings.read(in, in.feedForwardWidth(), Activation.SILU)
            : in.gated(Activation.SILU);
    AttentionSpec attention = Attention.sliding(in.attention(), in.window());
    return in.decoder(BlockSpec.sequential(in.rmsNorm()), attention, network, in.rope(true));
  }

  @Override
  public void translate(CheckpointConfig config, Translation out) {
    out.architecture("llama");
    String type = config.modelType();
    GatedCheckpoint checkpoint =
        new GatedCheckpoint(
            config, out, defaults(type), false, "model.", "", "language_model.model.");
    int headDim = config.count("head_dim", checkpoint.evenHeadDim(), SpecReader.MAX_WIDTH);
    double theta = type.equals("mixtral") ? 1e6 : 1e4;
    config.refuse(config.number("partial_rotary_factor", 1) != 1, "partial_rotary_factor");
    checkpoint.common(headDim, "hidden_act", "silu");
    RopeConfig.of(config, theta, 1, checkpoint.positions()).translate(out, headDim);
    if (!type.equals("llama")) {
      int missing = type.equals("mistral") ? 4096 : 0;
      int window = config.countOrNone("sliding_window", missing, SpecReader.MAX_CONTEXT);
      out.set("attention.sliding_window", window);
    }
    blocks(config, out, checkpoint, headDim);
  }

  private static GatedCheckpoint.Defaults defaults(String modelType) {
    return switch (modelType) {
      case "mistral" -> MISTRAL;
      case "mixtral" -> MIXTRAL;
      default -> LLAMA;
    };
  }

  private static void blocks(
      CheckpointConfig config, Translation out, GatedCheckpoint checkpoint, int headDim) {
    String type = config.modelType();
    boolean hasBias = type.equals("llama") && config.flag("attention_bias", false);
    boolean hasNetworkBias = type.equals("llama") && config.flag("mlp_bias", false);
    for (int i = 0; i < checkpoint.layers(); i++) {
      checkpoint.norms(i);
      checkpoint.attention(i, hasBias, hasBias, headDim);
      if (type.equals("mixtral")) {
        experts(config, out, i, checkpoint.layer(i) + "block_sparse_moe.");
      } else {
        checkpoint.network(i, hasNetworkBias);
      }
    }
  }

  private static void experts(CheckpointConfig config, Translation out, int layer, String from) {
    int count =
        config.count(
            config.has("num_local_experts") ? "num_local_experts" : "num_experts",
            8,
            ExpertSettings.MAX_EXPERTS);
    ExpertSettings.write(out, count, config.count("num_experts_per_tok", 2, count), true);
    ExpertSettings.tensors(out, layer, count, from, "w1", "w3", "w2");
  }
}
