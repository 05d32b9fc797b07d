package dev.sluice.engine.model;

/**
 * A normalisation.
 *
 * @param epsilon added to the mean square or the variance
 */
public record NormSpec(Kind kind, float epsilon) {
  /** RMSNorm (arXiv 1910.07467) has a weight, LayerNorm (arXiv 1607.06450) may have a bias too. */
  public enum Kind {
    RMS,
    LAYER
  }
}
