package dev.sluice.engine.model;

import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.tensor.Tensor;

/** A step's intermediate results, allocated once for the largest step. */
final class Activations {
  final Tensor residual;
  final Tensor normed;
  final Tensor query;
  final Tensor attended;
  final Tensor projected;
  final Tensor gate;
  final Tensor up;
  final Tensor angles;
  final Tensor finalRows;
  final Tensor logits;
  final Tensor[] queryKeyValue;
  final Tensor[] gateUp;

  Activations(DecoderSpec spec, int tokens, int logitRows, ComputeBackend backend) {
    residual = backend.allocate("activations", tokens, spec.hidden());
    normed = backend.allocate("activations", tokens, spec.hidden());
    query = backend.allocate("activations", tokens, spec.queryWidth());
    Tensor key = backend.allocate("activations", tokens, spec.kvWidth());
    Tensor value = backend.allocate("activations", tokens, spec.kvWidth());
    attended = backend.allocate("activations", tokens, spec.queryWidth());
    projected = backend.allocate("activations", tokens, spec.hidden());
    gate = backend.allocate("activations", tokens, spec.feedForward());
    up = backend.allocate("activations", tokens, spec.feedForward());
    angles = backend.allocate("activations", tokens, spec.rope().dimensions());
    finalRows = backend.allocate("activations", logitRows, spec.hidden());
    logits = backend.allocate("logits", logitRows, spec.vocabSize());
    queryKeyValue = new Tensor[] {query, key, value};
    gateUp = new Tensor[] {gate, up};
  }

  Tensor key() {
    return queryKeyValue[1];
  }

  Tensor value() {
    return queryKeyValue[2];
  }
}
