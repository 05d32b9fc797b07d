package dev.sluice.engine.model;

import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.compute.Weight;
import dev.sluice.engine.tensor.Dequantizer;
import dev.sluice.engine.tensor.Tensor;
import dev.sluice.engine.weights.WeightStore;

/** One block's weights under their GGUF names. */
final class LayerWeights {
  final Tensor attentionNorm;
  final Weight[] queryKeyValue;
  final Weight attentionOutput;
  final Tensor feedForwardNorm;
  final Weight[] gateUp;
  final Weight down;

  LayerWeights(DecoderSpec spec, int layer, WeightStore store, ComputeBackend backend) {
    String prefix = "blk." + layer + ".";
    int hidden = spec.hidden();
    attentionNorm = vector(store, backend, prefix + "attn_norm.weight", hidden);
    queryKeyValue =
        new Weight[] {
          matrix(store, backend, prefix + "attn_q.weight", spec.queryWidth(), hidden),
          matrix(store, backend, prefix + "attn_k.weight", spec.kvWidth(), hidden),
          matrix(store, backend, prefix + "attn_v.weight", spec.kvWidth(), hidden)
        };
    attentionOutput =
        matrix(store, backend, prefix + "attn_output.weight", hidden, spec.queryWidth());
    feedForwardNorm = vector(store, backend, prefix + "ffn_norm.weight", hidden);
    gateUp =
        new Weight[] {
          matrix(store, backend, prefix + "ffn_gate.weight", spec.feedForward(), hidden),
          matrix(store, backend, prefix + "ffn_up.weight", spec.feedForward(), hidden)
        };
    down = matrix(store, backend, prefix + "ffn_down.weight", hidden, spec.feedForward());
  }

  static Weight matrix(
      WeightStore store, ComputeBackend backend, String name, int rows, int columns) {
    return backend.prepare(store.require(name, rows, columns));
  }

  /** A norm's weight as floats on the backend. */
  static Tensor vector(WeightStore store, ComputeBackend backend, String name, int columns) {
    Tensor stored = store.require(name, 1, columns);
    float[] values = new float[columns];
    Dequantizer.row(stored.type(), stored.data(), 0, values, 0, columns);
    Tensor target = backend.allocate("norms", 1, columns);
    backend.write(target, 0, values, columns);
    return target;
  }

  void close() {
    for (Weight weight : queryKeyValue) {
      weight.close();
    }
    attentionOutput.close();
    for (Weight weight : gateUp) {
      weight.close();
    }
    down.close();
  }
}
