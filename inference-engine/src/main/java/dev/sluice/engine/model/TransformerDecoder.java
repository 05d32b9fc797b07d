package dev.sluice.engine.model;

import dev.sluice.engine.compute.Activation;
import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.compute.KvCache;
import dev.sluice.engine.compute.Weight;
import dev.sluice.engine.tensor.Dequantizer;
import dev.sluice.engine.tensor.Tensor;
import dev.sluice.engine.weights.WeightStore;

/**
 * Runs a {@link DecoderSpec} on a {@link ComputeBackend}: embed, then per block norm, attention,
 * norm, feed-forward, then the final norm and the output projection of the rows whose logits are
 * wanted. Proved by the golden logits of the llama fixtures.
 */
final class TransformerDecoder implements Decoder {
  private final ModelDescription description;
  private final DecoderSpec spec;
  private final ComputeBackend backend;
  private final WeightStore store;
  private final Tensor embedding;
  private final LayerWeights[] layers;
  private final KvCache[] caches;
  private final Tensor outputNorm;
  private final Weight output;
  private final Activations at;
  private final RopeAngles rope;
  private final int blocks;
  private final int maxBatchTokens;
  private final int maxLogitRows;
  private final float[] row;
  private final int[] logitRows;

  TransformerDecoder(
      ModelDescription description,
      DecoderSpec spec,
      WeightStore store,
      ComputeBackend backend,
      int blocks,
      DecoderOptions options) {
    this.description = description;
    this.spec = spec;
    this.backend = backend;
    this.store = store;
    this.blocks = blocks;
    this.maxBatchTokens = options.maxBatchTokens();
    this.maxLogitRows = options.maxLogitRows();
    embedding = store.require("token_embd.weight", spec.vocabSize(), spec.hidden());
    layers = new LayerWeights[spec.layers()];
    caches = new KvCache[spec.layers()];
    for (int i = 0; i < layers.length; i++) {
      layers[i] = new LayerWeights(spec, i, store, backend);
      caches[i] =
          backend.allocateKv(blocks, spec.attention().kvHeads(), spec.attention().headDim());
    }
    outputNorm = LayerWeights.vector(store, backend, "output_norm.weight", spec.hidden());
    String head = store.find("output.weight").isPresent() ? "output.weight" : "token_embd.weight";
    output = LayerWeights.matrix(store, backend, head, spec.vocabSize(), spec.hidden());
    at = new Activations(spec, maxBatchTokens, maxLogitRows, backend);
    rope = new RopeAngles(spec.rope());
    row = new float[Math.max(spec.hidden(), spec.rope().dimensions())];
    logitRows = new int[maxLogitRows];
  }

  @Override
  public ModelDescription description() {
    return description;
  }

  @Override
  public int blockCount() {
    return blocks;
  }

  @Override
  public int maxBatchTokens() {
    return maxBatchTokens;
  }

  @Override
  public int maxLogitRows() {
    return maxLogitRows;
  }

  @Override
  public void forward(ForwardBatch batch) {
    int n = batch.tokenCount();
    if (n == 0) {
      return;
    }
    embed(batch);
    for (int i = 0; i < layers.length; i++) {
      attend(layers[i], caches[i], batch);
      feedForward(layers[i], n);
    }
    project(batch);
  }

  private void embed(ForwardBatch batch) {
    for (int t = 0; t < batch.tokenCount(); t++) {
      long from = embedding.offset(batch.token(t));
      Dequantizer.row(embedding.type(), embedding.data(), from, row, 0, spec.hidden());
      backend.write(at.residual, t, row, spec.hidden());
      rope.at(batch.position(t), row);
      backend.write(at.angles, t, row, spec.rope().dimensions());
    }
  }

  private void attend(LayerWeights layer, KvCache cache, ForwardBatch batch) {
    int n = batch.tokenCount();
    var heads = spec.attention();
    boolean interleaved = spec.rope().interleaved();
    backend.rmsNorm(at.residual, layer.attentionNorm, spec.normEpsilon(), n, at.normed);
    backend.matmul(at.normed, layer.queryKeyValue, n, at.queryKeyValue);
    backend.rope(at.query, at.angles, heads.heads(), heads.headDim(), rope.pairs(), interleaved, n);
    backend.rope(
        at.key(), at.angles, heads.kvHeads(), heads.headDim(), rope.pairs(), interleaved, n);
    backend.storeKv(at.key(), at.value(), cache, batch);
    backend.attention(at.query, cache, heads, batch, at.attended);
    backend.matmul(at.attended, layer.attentionOutput, n, at.projected);
    backend.add(at.residual, at.projected, n);
  }

  private void feedForward(LayerWeights layer, int n) {
    backend.rmsNorm(at.residual, layer.feedForwardNorm, spec.normEpsilon(), n, at.normed);
    backend.matmul(at.normed, layer.gateUp, n, at.gateUp);
    backend.activateMultiply(at.gate, at.up, Activation.SILU, n);
    backend.matmul(at.gate, layer.down, n, at.projected);
    backend.add(at.residual, at.projected, n);
  }

  private void project(ForwardBatch batch) {
    int count = batch.logitCount();
    if (count == 0) {
      return;
    }
    for (int i = 0; i < count; i++) {
      logitRows[i] = batch.logitRow(i);
    }
    backend.gather(at.residual, logitRows, count, at.finalRows);
    backend.rmsNorm(at.finalRows, outputNorm, spec.normEpsilon(), count, at.finalRows);
    backend.matmul(at.finalRows, output, count, at.logits);
  }

  @Override
  public void logits(int index, float[] out) {
    backend.read(at.logits, index, out, spec.vocabSize());
  }

  @Override
  public void close() {
    for (LayerWeights layer : layers) {
      layer.close();
    }
    output.close();
    backend.close();
    store.close();
  }
}
