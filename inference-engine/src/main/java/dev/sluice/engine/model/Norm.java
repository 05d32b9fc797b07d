package dev.sluice.engine.model;

import dev.sluice.engine.compute.ComputeBackend;
import dev.sluice.engine.tensor.Tensor;

/** A norm with its weights. */
final class Norm {
  private final ComputeBackend backend;
  private final NormSpec spec;
  private final Tensor weight;
  private final Tensor bias;

  /**
   * @param stem tensor name without {@code .weight}
   */
  Norm(WeightLoader loader, NormSpec spec, String stem, int width) {
    this.backend = loader.backend();
    this.spec = spec;
    weight = loader.vector(stem + ".weight", width);
    bias =
        spec.kind() == NormSpec.Kind.LAYER ? loader.vectorIfPresent(stem + ".bias", width) : null;
  }

  /** Rows of {@code x} into {@code out}, which may be {@code x}. */
  void apply(Tensor x, int n, Tensor out) {
    switch (spec.kind()) {
      case RMS -> backend.rmsNorm(x, weight, spec.epsilon(), n, out);
      case LAYER -> backend.layerNorm(x, weight, bias, spec.epsilon(), n, out);
    }
  }

  /** Each head of {@code x} in place. */
  void applyToHeads(Tensor x, int heads, int headDim, int n) {
    switch (spec.kind()) {
      case RMS -> backend.headRmsNorm(x, weight, spec.epsilon(), heads, headDim, n);
      case LAYER -> backend.headLayerNorm(x, weight, bias, spec.epsilon(), heads, headDim, n);
    }
  }
}
