package dev.sluice.engine.model;

import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.compute.TokenBatch;
import dev.sluice.engine.model.BlockSpec.Order;

/** Attention and feed-forward network around the residual stream. */
final class Block {
  private final ComputeBackend backend;
  private final Order order;
  private final AttentionLayer attention;
  private final FeedForwardLayer feedForward;
  private final Norm attentionNorm;
  private final Norm feedForwardNorm;
  private final Norm postAttentionNorm;
  private final Norm postFeedForwardNorm;

  Block(DecoderSpec decoder, int layer, WeightLoader loader, int kvBlocks) {
    backend = loader.backend();
    BlockSpec spec = decoder.block();
    order = spec.order();
    attention = new AttentionLayer(decoder, layer, loader, kvBlocks);
    feedForward = FeedForwardLayer.of(decoder, layer, loader);
    String prefix = "blk." + layer + ".";
    int hidden = decoder.hidden();
    // Falcon's files with two norms call attention's the second one.
    boolean hasSecond = loader.has(prefix + "attn_norm_2.weight");
    String first = prefix + (hasSecond ? "attn_norm_2" : "attn_norm");
    String second = prefix + (hasSecond ? "attn_norm" : "ffn_norm");
    attentionNorm = new Norm(loader, spec.norm(), first, hidden);
    feedForwardNorm =
        order == Order.PARALLEL_ONE_NORM ? null : new Norm(loader, spec.norm(), second, hidden);
    postAttentionNorm =
        spec.hasPostNorms()
            ? new Norm(loader, spec.norm(), prefix + "post_attention_norm", hidden)
            : null;
    postFeedForwardNorm =
        spec.hasPostNorms()
            ? new Norm(loader, spec.norm(), prefix + "post_ffw_norm", hidden)
            : null;
  }

  /** Adds the block's results to {@code at.residual}. */
  void run(TokenBatch batch, RopeAngles[] ropes, Activations at) {
    int n = batch.tokenCount();
    attentionNorm.apply(at.residual, n, at.normed);
    attention.run(at.normed, batch, ropes, at);
    switch (order) {
      case SEQUENTIAL -> {
        add(postAttentionNorm, n, at);
        feedForwardNorm.apply(at.residual, n, at.normed);
      }
      case PARALLEL -> {
        feedForwardNorm.apply(at.residual, n, at.normed);
        add(postAttentionNorm, n, at);
      }
      case PARALLEL_ONE_NORM -> add(postAttentionNorm, n, at);
    }
    feedForward.run(at.normed, n, at);
    add(postFeedForwardNorm, n, at);
  }

  private void add(Norm post, int n, Activations at) {
    if (post != null) {
      post.apply(at.projected, n, at.projected);
    }
    backend.add(at.residual, at.projected, n);
  }

  void close() {
    attention.close();
    feedForward.close();
  }
}
