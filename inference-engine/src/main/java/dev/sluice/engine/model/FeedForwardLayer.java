package dev.sluice.engine.model;

import dev.sluice.engine.tensor.Tensor;

/** A block's feed-forward network with its weights. */
interface FeedForwardLayer {

  /** From the normalised input to {@code at.projected}. */
  void run(Tensor in, int n, Activations at);

  void close();

  static FeedForwardLayer of(DecoderSpec decoder, int layer, WeightLoader loader) {
    String prefix = "blk." + layer + ".ffn_";
    return switch (decoder.layers().get(layer).feedForward()) {
      case FeedForward.Plain plain -> new PlainLayer(plain, decoder.hidden(), prefix, loader);
      case FeedForward.Gated gated -> new GatedLayer(gated, decoder.hidden(), prefix, loader);
      case FeedForward.Experts experts ->
          new ExpertsLayer(experts, decoder.hidden(), prefix, loader);
    };
  }
}
