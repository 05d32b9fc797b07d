package dev.sluice.engine.model;

import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.tensor.Tensor;

/** From the last block's rows to logits: norm, projection onto the vocabulary, cap. */
final class OutputHead {
  private final ComputeBackend backend;
  private final Norm norm;
  private final Projection projection;
  private final float softcap;

  OutputHead(DecoderSpec spec, WeightLoader loader) {
    backend = loader.backend();
    norm = new Norm(loader, spec.block().norm(), "output_norm", spec.hidden());
    projection = Projection.head(loader, spec.hidden(), spec.vocabSize());
    softcap = spec.logitSoftcap();
  }

  /** Into {@code at.logits}. */
  void apply(Tensor rows, int count, Activations at) {
    norm.apply(rows, count, at.finalRows);
    projection.apply(at.finalRows, count, at.logits);
    if (softcap != 0) {
      backend.softcap(at.logits, softcap, count);
    }
  }

  void close() {
    projection.close();
  }
}
