package dev.sluice.engine.model;

import dev.sluice.engine.compute.AttentionSpec;
import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.compute.KvCache;
import dev.sluice.engine.compute.TokenBatch;
import dev.sluice.engine.tensor.Tensor;

/** A block's attention with its weights and its keys and values. */
final class AttentionLayer {
  private final ComputeBackend backend;
  private final AttentionSpec spec;
  private final KvCache cache;
  private final Projection queryKeyValue;
  private final Projection output;
  private final Norm queryNorm;
  private final Norm keyNorm;
  private final int rope;

  AttentionLayer(DecoderSpec decoder, int layer, WeightLoader loader, int blocks) {
    backend = loader.backend();
    spec = decoder.layers().get(layer).attention();
    rope = decoder.layers().get(layer).rope();
    String prefix = "blk." + layer + ".attn_";
    int hidden = decoder.hidden();
    int[] rows = {decoder.queryWidth(), decoder.kvWidth(), decoder.kvWidth()};
    String[] stems = {prefix + "q", prefix + "k", prefix + "v"};
    queryKeyValue =
        loader.has(prefix + "qkv.weight")
            ? Projection.fused(loader, hidden, prefix + "qkv", rows)
            : Projection.of(loader, hidden, stems, rows);
    output = Projection.of(loader, decoder.queryWidth(), prefix + "output", hidden);
    NormSpec norm = decoder.block().headNorm();
    queryNorm = norm == null ? null : new Norm(loader, norm, prefix + "q_norm", spec.headDim());
    keyNorm = norm == null ? null : new Norm(loader, norm, prefix + "k_norm", spec.headDim());
    cache = backend.allocateKv(blocks, spec.kvHeads(), spec.headDim());
  }

  /** From the normalised input to {@code at.projected}; stores the tokens' keys and values. */
  void run(Tensor in, TokenBatch batch, RopeAngles[] ropes, Activations at) {
    int n = batch.tokenCount();
    queryKeyValue.apply(in, n, at.queryKeyValue);
    if (queryNorm != null) {
      queryNorm.applyToHeads(at.query(), spec.heads(), spec.headDim(), n);
      keyNorm.applyToHeads(at.key(), spec.kvHeads(), spec.headDim(), n);
    }
    if (ropes.length > 0) {
      rotate(at.query(), spec.heads(), ropes[rope], at.angles[rope], n);
      rotate(at.key(), spec.kvHeads(), ropes[rope], at.angles[rope], n);
    }
    backend.storeKv(at.key(), at.value(), cache, batch);
    backend.attention(at.query(), cache, spec, batch, at.attended);
    output.apply(at.attended, n, at.projected);
  }

  private void rotate(Tensor x, int heads, RopeAngles rope, Tensor angles, int n) {
    backend.rope(x, angles, heads, spec.headDim(), rope.pairs(), rope.interleaved(), n);
  }

  void close() {
    queryKeyValue.close();
    output.close();
  }
}
