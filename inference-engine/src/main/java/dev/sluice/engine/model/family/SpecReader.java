package dev.sluice.engine.model.family;

import dev.sluice.engine.compute.Activation;
import dev.sluice.engine.compute.AttentionSpec;
import dev.sluice.engine.model.BlockSpec;
import dev.sluice.engine.model.DecoderSpec;
import dev.sluice.engine.model.FeedForward;
import dev.sluice.engine.model.LayerSpec;
import dev.sluice.engine.model.ModelLoadException;
import dev.sluice.engine.model.NormSpec;
import dev.sluice.engine.model.RopeSpec;
import dev.sluice.engine.weights.Settings;
import dev.sluice.engine.weights.TensorInfo;
import dev.sluice.engine.weights.WeightStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Reads what all families share from settings in GGUF's form. Every number is held to a bound, so
 * that a damaged file asks for nothing absurd.
 */
final class SpecReader {
  static final int MAX_LAYERS = 1024;
  static final int MAX_WIDTH = 1 << 20;
  static final int MAX_HEADS = 1 << 12;
  static final int MAX_CONTEXT = 1 << 30;

  private final String architecture;
  private final WeightStore weights;
  private final Settings settings;

  SpecReader(String architecture, WeightStore weights) {
    this.architecture = architecture;
    this.weights = weights;
    this.settings = weights.settings();
  }

  String architecture() {
    return architecture;
  }

  Settings settings() {
    return settings;
  }

  WeightStore weights() {
    return weights;
  }

  String key(String suffix) {
    return architecture + "." + suffix;
  }

  int layers() {
    return settings.count(key("block_count"), MAX_LAYERS);
  }

  int hidden() {
    return settings.count(key("embedding_length"), MAX_WIDTH);
  }

  int heads() {
    return settings.count(key("attention.head_count"), MAX_HEADS);
  }

  int context() {
    return settings.count(key("context_length"), 2048, MAX_CONTEXT);
  }

  int headDim() {
    int headDim =
        settings.count(key("attention.key_length"), Math.max(1, hidden() / heads()), MAX_WIDTH);
    int valueDim = settings.count(key("attention.value_length"), headDim, MAX_WIDTH);
    if (valueDim != headDim) {
      throw new ModelLoadException(
          "heads of %d values for keys and %d for values are not supported"
              .formatted(headDim, valueDim));
    }
    return headDim;
  }

  /** Attention over everything before, divided by the root of the head's width. */
  AttentionSpec attention() {
    int heads = heads();
    int kvHeads = settings.count(key("attention.head_count_kv"), heads, MAX_HEADS);
    int headDim = headDim();
    if (heads % kvHeads != 0) {
      throw new ModelLoadException(
          heads + " heads cannot share " + kvHeads + " key/value heads evenly");
    }
    if ((long) heads * headDim > MAX_WIDTH) {
      throw new ModelLoadException("%d heads of %d values are too many".formatted(heads, headDim));
    }
    double scale = settings.number(key("attention.scale"), 1 / Math.sqrt(headDim), 1e-9, 1e9);
    return new AttentionSpec(heads, kvHeads, headDim, (float) scale, 0, 0);
  }

  /** Width of the sliding window, 0 for none. */
  int window() {
    return (int) settings.integer(key("attention.sliding_window"), 0, 0, MAX_CONTEXT);
  }

  NormSpec rmsNorm() {
    return new NormSpec(NormSpec.Kind.RMS, epsilon(key("attention.layer_norm_rms_epsilon")));
  }

  NormSpec layerNorm() {
    return new NormSpec(NormSpec.Kind.LAYER, epsilon(key("attention.layer_norm_epsilon")));
  }

  private float epsilon(String key) {
    return (float) settings.number(key, 1e-5, 0, 1);
  }

  Activation activation(Activation fallback) {
    String name = settings.text(key("feed_forward.activation"), null);
    return name == null ? fallback : ActivationNames.named(key("feed_forward.activation"), name);
  }

  int feedForwardWidth() {
    return settings.count(key("feed_forward_length"), MAX_WIDTH);
  }

  FeedForward gated(Activation activation) {
    return new FeedForward.Gated(feedForwardWidth(), activation(activation));
  }

  FeedForward plain(Activation activation) {
    return new FeedForward.Plain(feedForwardWidth(), activation(activation));
  }

  /** The rotary embedding, on the whole head unless the settings say otherwise. */
  RopeSpec rope(boolean interleaved) {
    return new RopeReader(this).read(interleaved, headDim());
  }

  /** The same layer throughout. */
  DecoderSpec decoder(
      BlockSpec block, AttentionSpec attention, FeedForward network, RopeSpec rope) {
    LayerSpec layer = new LayerSpec(attention, 0, network);
    return decoder(block, _ -> layer, List.of(rope));
  }

  DecoderSpec decoder(BlockSpec block, IntFunction<LayerSpec> layer, List<RopeSpec> ropes) {
    List<LayerSpec> layers = new ArrayList<>();
    for (int i = 0; i < layers(); i++) {
      layers.add(layer.apply(i));
    }
    return new DecoderSpec(
        architecture, hidden(), vocabSize(), context(), block, layers, ropes, 0, 1, 0);
  }

  /** Rows of the token embedding. */
  int vocabSize() {
    return weights
        .info("token_embd.weight")
        .map(TensorInfo::rows)
        .orElseThrow(() -> new ModelLoadException("the model has no tensor 'token_embd.weight'"));
  }
}
