package dev.sluice.engine.model.family;

import dev.sluice.engine.model.ModelLoadException;
import dev.sluice.engine.weights.RowOrder;
import dev.sluice.engine.weights.TensorRecipe;

/**
 * What Hugging Face checkpoints with RMSNorm and gated networks share: the names of LLaMA's
 * tensors, and a common set of keys.
 */
final class GatedCheckpoint {
  /** What a missing key means. */
  record Defaults(
      int hidden,
      int intermediate,
      int layers,
      int heads,
      int kvHeads,
      int positions,
      double epsilon,
      boolean isTied) {}

  private final CheckpointConfig config;
  private final Translation out;
  private final Defaults defaults;
  private final String base;
  private final boolean isNormLessOne;

  /**
   * @param isNormLessOne whether norm weights are stored less one
   * @param prefixes of the tensors' names, the first of which is the usual one
   */
  GatedCheckpoint(
      CheckpointConfig config,
      Translation out,
      Defaults defaults,
      boolean isNormLessOne,
      String... prefixes) {
    this.config = config;
    this.out = out;
    this.defaults = defaults;
    this.isNormLessOne = isNormLessOne;
    this.base = out.prefix("embed_tokens.weight", prefixes);
  }

  int layers() {
    return config.count("num_hidden_layers", defaults.layers(), SpecReader.MAX_LAYERS);
  }

  int hidden() {
    return config.count("hidden_size", defaults.hidden(), SpecReader.MAX_WIDTH);
  }

  int heads() {
    return config.count("num_attention_heads", defaults.heads(), SpecReader.MAX_HEADS);
  }

  /** A missing key means the class's default, null means as many as heads. */
  int kvHeads() {
    int missing = defaults.kvHeads() == 0 ? heads() : defaults.kvHeads();
    int count = config.countOrNone("num_key_value_heads", missing, SpecReader.MAX_HEADS);
    return count == 0 ? heads() : count;
  }

  int positions() {
    return config.count("max_position_embeddings", defaults.positions(), SpecReader.MAX_CONTEXT);
  }

  /** Head width when no key says otherwise. */
  int evenHeadDim() {
    if (hidden() < heads()) {
      throw new ModelLoadException(
          "'hidden_size' is %d, less than the %d heads".formatted(hidden(), heads()));
    }
    return hidden() / heads();
  }

  String layer(int index) {
    return base + "layers." + index + ".";
  }

  /** Settings, and all tensors outside of blocks. */
  void common(int headDim, String activationKey, String activation) {
    out.set("context_length", positions());
    out.set("embedding_length", hidden());
    out.set("block_count", layers());
    out.set(
        "feed_forward_length",
        config.count("intermediate_size", defaults.intermediate(), SpecReader.MAX_WIDTH));
    out.set("attention.head_count", heads());
    out.set("attention.head_count_kv", kvHeads());
    out.set("attention.key_length", headDim);
    out.set("attention.value_length", headDim);
    out.set("attention.layer_norm_rms_epsilon", config.number("rms_norm_eps", defaults.epsilon()));
    String name = config.text(activationKey, activation);
    ActivationNames.named(activationKey, name);
    out.set("feed_forward.activation", name);
    out.tensor("token_embd.weight", base + "embed_tokens.weight");
    norm("output_norm.weight", base + "norm.weight");
    boolean isTied = config.flag("tie_word_embeddings", defaults.isTied());
    out.head(out.prefix("lm_head.weight", "", "language_model.") + "lm_head", isTied, false);
  }

  void norm(String name, String source) {
    TensorRecipe stored = new TensorRecipe.Stored(source);
    out.tensor(name, isNormLessOne ? new TensorRecipe.PlusOne(stored) : stored);
  }

  /** A block's norms before attention and network. */
  void norms(int index) {
    norm("blk." + index + ".attn_norm.weight", layer(index) + "input_layernorm.weight");
    norm("blk." + index + ".ffn_norm.weight", layer(index) + "post_attention_layernorm.weight");
  }

  /** Norms of query and key heads. */
  void headNorms(int index) {
    norm("blk." + index + ".attn_q_norm.weight", layer(index) + "self_attn.q_norm.weight");
    norm("blk." + index + ".attn_k_norm.weight", layer(index) + "self_attn.k_norm.weight");
  }

  /**
   * Projections of queries, keys, values and output.
   *
   * @param interleavedDim head width when rotated pairs become neighbours, 0 when they stay halves
   */
  void attention(int index, boolean hasBias, boolean hasOutputBias, int interleavedDim) {
    String to = "blk." + index + ".attn_";
    String from = layer(index) + "self_attn.";
    if (interleavedDim > 0) {
      out.pair(to + "q", from + "q_proj", hasBias, RowOrder.neighbours(heads(), interleavedDim));
      out.pair(to + "k", from + "k_proj", hasBias, RowOrder.neighbours(kvHeads(), interleavedDim));
    } else {
      out.pair(to + "q", from + "q_proj", hasBias);
      out.pair(to + "k", from + "k_proj", hasBias);
    }
    out.pair(to + "v", from + "v_proj", hasBias);
    out.pair(to + "output", from + "o_proj", hasOutputBias);
  }

  void network(int index, boolean hasBias) {
    String to = "blk." + index + ".ffn_";
    String from = layer(index) + "mlp.";
    out.pair(to + "gate", from + "gate_proj", hasBias);
    out.pair(to + "up", from + "up_proj", hasBias);
    out.pair(to + "down", from + "down_proj", hasBias);
  }
}
