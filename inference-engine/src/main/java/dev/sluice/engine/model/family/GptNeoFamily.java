package dev.sluice.engine.model.family;

import dev.sluice.engine.compute.Activation;
import dev.sluice.engine.compute.AttentionSpec;
import dev.sluice.engine.model.BlockSpec;
import dev.sluice.engine.model.DecoderSpec;
import dev.sluice.engine.model.FeedForward;
import dev.sluice.engine.model.LayerSpec;
import dev.sluice.engine.model.ModelLoadException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * GPT-Neo and TinyStories (arXiv 2305.07759): learned positions, local attention in some blocks,
 * scores that are not divided by anything. GGUF has no standard for it; keys and names follow its
 * manner under the architecture {@code gptneo}.
 */
final class GptNeoFamily implements Family {
  @Override
  public List<String> architectures() {
    return List.of("gptneo");
  }

  @Override
  public List<String> modelTypes() {
    return List.of("gpt_neo");
  }

  @Override
  public DecoderSpec read(SpecReader in) {
    AttentionSpec global = in.attention();
    AttentionSpec local = Attention.sliding(global, in.window());
    boolean[] slides = Windows.read(in, _ -> false);
    FeedForward network = in.plain(Activation.GELU_TANH);
    return in.decoder(
            BlockSpec.sequential(in.layerNorm()),
            layer -> new LayerSpec(slides[layer] ? local : global, 0, network),
            List.of())
        .withLearnedPositions(in.context());
  }

  @Override
  public void translate(CheckpointConfig config, Translation out) {
    out.architecture("gptneo");
    LayerNormCheckpoint checkpoint =
        new LayerNormCheckpoint(
            config,
            out,
            new LayerNormCheckpoint.Keys(
                "hidden_size",
                "num_layers",
                "num_heads",
                "max_position_embeddings",
                "layer_norm_epsilon"),
            new LayerNormCheckpoint.Defaults(2048, 24, 16, 2048));
    checkpoint.common(
        "intermediate_size", 4 * checkpoint.hidden(), "activation_function", "gelu_new");
    checkpoint.headDim();
    out.set("attention.scale", 1.0);
    out.set("attention.sliding_window", config.count("window_size", 256, SpecReader.MAX_CONTEXT));
    out.set("attention.sliding_window_pattern", pattern(config, checkpoint.layers()));
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
    String attention = from + "attn.attention.";
    out.pair(to + "attn_norm", from + "ln_1", true);
    out.pair(to + "attn_q", attention + "q_proj", false);
    out.pair(to + "attn_k", attention + "k_proj", false);
    out.pair(to + "attn_v", attention + "v_proj", false);
    out.pair(to + "attn_output", attention + "out_proj", true);
    out.pair(to + "ffn_norm", from + "ln_2", true);
    out.pair(to + "ffn_up", from + "mlp.c_fc", true);
    out.pair(to + "ffn_down", from + "mlp.c_proj", true);
  }

  /** {@code attention_types} is a list of {@code [[kinds], repetitions]}. */
  private static long[] pattern(CheckpointConfig config, int layers) {
    List<Long> slides = new ArrayList<>();
    List<JsonNode> types = config.list("attention_types");
    if (types == null) {
      for (int i = 0; i < 24; i++) {
        slides.add(i % 2L);
      }
    } else {
      for (JsonNode entry : types) {
        for (int i = 0; i < Math.min(entry.path(1).asInt(0), layers + 1); i++) {
          entry.path(0).forEach(kind -> slides.add(isLocal(kind) ? 1L : 0L));
        }
      }
    }
    if (slides.size() != layers) {
      throw new ModelLoadException(
          "'attention_types' describes %d blocks of %d".formatted(slides.size(), layers));
    }
    return slides.stream().mapToLong(Long::longValue).toArray();
  }

  private static boolean isLocal(JsonNode kind) {
    return switch (kind.asString("")) {
      case "local" -> true;
      case "global" -> false;
      default ->
          throw new ModelLoadException(
              "'attention_types' has %s; global and local are supported".formatted(kind));
    };
  }
}
