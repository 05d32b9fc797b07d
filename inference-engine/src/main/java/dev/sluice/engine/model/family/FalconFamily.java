package dev.sluice.engine.model.family;

import dev.sluice.engine.compute.Activation;
import dev.sluice.engine.compute.AttentionSpec;
import dev.sluice.engine.model.BlockSpec;
import dev.sluice.engine.model.BlockSpec.Order;
import dev.sluice.engine.model.DecoderSpec;
import dev.sluice.engine.model.LayerSpec;
import dev.sluice.engine.weights.RowOrder;
import java.util.List;

/**
 * Falcon (arXiv 2311.16867): 7B with one key/value head and one norm for attention and network in
 * parallel, 40B with groups and a norm each, RW in sequence with ALiBi.
 */
final class FalconFamily implements Family {
  private static final String ALIBI = "attention.alibi";
  private static final String PARALLEL = "use_parallel_residual";

  @Override
  public List<String> architectures() {
    return List.of("falcon");
  }

  @Override
  public List<String> modelTypes() {
    return List.of("falcon");
  }

  @Override
  public DecoderSpec read(SpecReader in) {
    boolean hasTwoNorms = in.weights().has("blk.0.attn_norm_2.weight");
    Order parallel = hasTwoNorms ? Order.PARALLEL : Order.PARALLEL_ONE_NORM;
    Order order = in.settings().flag(in.key(PARALLEL), true) ? parallel : Order.SEQUENTIAL;
    BlockSpec block = new BlockSpec(order, in.layerNorm(), null, false);
    AttentionSpec attention = in.attention();
    if (!in.settings().flag(in.key(ALIBI), false)) {
      return in.decoder(block, attention, in.plain(Activation.GELU), in.rope(false));
    }
    float[] slopes = AlibiSlopes.of(attention.heads());
    LayerSpec layer =
        new LayerSpec(Attention.biased(attention, slopes), 0, in.plain(Activation.GELU));
    return in.decoder(block, _ -> layer, List.of());
  }

  /**
   * What the flags of a checkpoint come to.
   *
   * @param groups key/value heads
   */
  private record Shape(
      int groups, boolean isParallel, boolean hasTwoNorms, boolean hasAlibi, boolean hasBias) {

    static Shape of(CheckpointConfig config, int heads) {
      boolean isNew = config.flag("new_decoder_architecture", false);
      boolean isParallel = config.flag("parallel_attn", true);
      config.refuse(isNew && !isParallel, "parallel_attn");
      int old = config.flag("multi_query", true) ? 1 : heads;
      int groups = isNew ? config.count("num_kv_heads", heads, heads) : old;
      config.refuse(heads % groups != 0, "num_kv_heads");
      int norms = config.count("num_ln_in_parallel_attn", isNew ? 2 : 1, 2);
      config.refuse(isParallel && norms == 2 && !isNew, "num_ln_in_parallel_attn");
      return new Shape(
          groups,
          isParallel,
          isParallel && norms == 2,
          config.flag("alibi", false),
          config.flag("bias", false));
    }
  }

  @Override
  public void translate(CheckpointConfig config, Translation out) {
    out.architecture("falcon");
    LayerNormCheckpoint checkpoint =
        new LayerNormCheckpoint(
            config,
            out,
            new LayerNormCheckpoint.Keys(
                config.isGiven("n_embed") ? "n_embed" : "hidden_size",
                config.isGiven("n_layer") ? "n_layer" : "num_hidden_layers",
                config.isGiven("n_head") ? "n_head" : "num_attention_heads",
                "max_position_embeddings",
                "layer_norm_epsilon"),
            new LayerNormCheckpoint.Defaults(4544, 32, 71, 2048));
    checkpoint.common("ffn_hidden_size", 4 * checkpoint.hidden(), "activation", "gelu");
    Shape shape = Shape.of(config, checkpoint.heads());
    out.set("attention.head_count_kv", shape.groups());
    out.set(PARALLEL, shape.isParallel());
    out.set(ALIBI, shape.hasAlibi());
    if (!shape.hasAlibi()) {
      RopeConfig.of(config, 1e4, 1, checkpoint.positions()).translate(out, checkpoint.headDim());
    }
    String base = out.prefix("word_embeddings.weight", "transformer.", "");
    out.tensor("token_embd.weight", base + "word_embeddings.weight");
    out.pair("output_norm", base + "ln_f", true);
    out.head("lm_head", config.flag("tie_word_embeddings", true), false);
    blocks(out, base, checkpoint, shape);
  }

  private static void blocks(
      Translation out, String base, LayerNormCheckpoint checkpoint, Shape shape) {
    int perGroup = checkpoint.heads() / shape.groups();
    RowOrder order = RowOrder.ungrouped(shape.groups(), perGroup, checkpoint.headDim());
    for (int i = 0; i < checkpoint.layers(); i++) {
      String to = "blk." + i + ".";
      String from = base + "h." + i + ".";
      String attention = from + "self_attention.";
      norms(out, to, from, shape);
      out.pair(to + "attn_qkv", attention + "query_key_value", shape.hasBias(), order);
      out.pair(to + "attn_output", attention + "dense", shape.hasBias());
      out.pair(to + "ffn_up", from + "mlp.dense_h_to_4h", shape.hasBias());
      out.pair(to + "ffn_down", from + "mlp.dense_4h_to_h", shape.hasBias());
    }
  }

  private static void norms(Translation out, String to, String from, Shape shape) {
    if (shape.hasTwoNorms()) {
      out.pair(to + "attn_norm_2", from + "ln_attn", true);
      out.pair(to + "attn_norm", from + "ln_mlp", true);
    } else {
      out.pair(to + "attn_norm", from + "input_layernorm", true);
      if (!shape.isParallel()) {
        out.pair(to + "ffn_norm", from + "post_attention_layernorm", true);
      }
    }
  }
}
