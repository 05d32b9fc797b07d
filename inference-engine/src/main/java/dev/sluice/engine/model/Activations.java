package dev.sluice.engine.model;

import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** A step's intermediate results, allocated once for the largest step. */
final class Activations {
  final Tensor residual;
  final Tensor normed;
  final Tensor attended;
  final Tensor projected;
  final Tensor finalRows;
  final Tensor logits;
  final Tensor[] queryKeyValue;

  /** One per rotary embedding. */
  final Tensor[] angles;

  /** For experts only, otherwise null: nothing, an expert's tokens and its results. */
  final Tensor zeros;

  final Tensor gathered;
  final Tensor expertOut;

  // Lists, because looking up a number in a map makes an object of it; there are one or two.
  private final List<Tensor[]> inner = new ArrayList<>();
  private final List<Tensor> routers = new ArrayList<>();

  Activations(DecoderSpec spec, int tokens, int logitRows, ComputeBackend backend) {
    residual = backend.allocate("activations", tokens, spec.hidden());
    normed = backend.allocate("activations", tokens, spec.hidden());
    attended = backend.allocate("activations", tokens, spec.queryWidth());
    projected = backend.allocate("activations", tokens, spec.hidden());
    queryKeyValue =
        new Tensor[] {
          backend.allocate("activations", tokens, spec.queryWidth()),
          backend.allocate("activations", tokens, spec.kvWidth()),
          backend.allocate("activations", tokens, spec.kvWidth())
        };
    angles =
        spec.ropes().stream()
            .map(rope -> backend.allocate("activations", tokens, rope.dimensions()))
            .toArray(Tensor[]::new);
    finalRows = backend.allocate("activations", logitRows, spec.hidden());
    logits = backend.allocate("logits", logitRows, spec.vocabSize());
    for (LayerSpec layer : spec.layers()) {
      allocateInner(layer.feedForward(), tokens, backend);
    }
    boolean hasExperts = !routers.isEmpty();
    zeros = hasExperts ? backend.allocate("activations", tokens, spec.hidden()) : null;
    gathered = hasExperts ? backend.allocate("activations", tokens, spec.hidden()) : null;
    expertOut = hasExperts ? backend.allocate("activations", tokens, spec.hidden()) : null;
  }

  private void allocateInner(FeedForward network, int tokens, ComputeBackend backend) {
    int width =
        switch (network) {
          case FeedForward.Plain plain -> plain.width();
          case FeedForward.Gated gated -> gated.width();
          case FeedForward.Experts experts -> experts.width();
        };
    int count = network instanceof FeedForward.Plain ? 1 : 2;
    Tensor[] present = inner(width);
    if (present == null || present.length < count) {
      Tensor[] allocated = new Tensor[count];
      for (int i = 0; i < count; i++) {
        allocated[i] = backend.allocate("activations", tokens, width);
      }
      inner.add(0, allocated);
    }
    if (network instanceof FeedForward.Experts experts && router(experts.count()) == null) {
      routers.add(backend.allocate("activations", tokens, experts.count()));
    }
  }

  Tensor query() {
    return queryKeyValue[0];
  }

  Tensor key() {
    return queryKeyValue[1];
  }

  Tensor value() {
    return queryKeyValue[2];
  }

  /** Inside of a feed-forward network of that width: one tensor, or gate and up. */
  Tensor[] inner(int width) {
    for (int i = 0; i < inner.size(); i++) {
      if (inner.get(i)[0].columns() == width) {
        return inner.get(i);
      }
    }
    return null;
  }

  /** Scores of so many experts. */
  Tensor router(int experts) {
    for (int i = 0; i < routers.size(); i++) {
      if (routers.get(i).columns() == experts) {
        return routers.get(i);
      }
    }
    return null;
  }
}
