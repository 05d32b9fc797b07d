package dev.sluice.engine.model;

/** How a rotary embedding meets positions beyond the length that the model was trained with. */
public sealed interface RopeScaling {

  /** Not at all. */
  record None() implements RopeScaling {}

  /** Position Interpolation (arXiv 2306.15595): positions are divided by the factor. */
  record Linear(double factor) implements RopeScaling {}

  /**
   * Dynamic NTK: the base grows with the sequence length {@code n} beyond the original one, {@code
   * base * (factor n / L - (factor - 1)) ^ (d / (d - 2))}.
   */
  record DynamicNtk(double factor, int originalContext) implements RopeScaling {}

  /**
   * YaRN (arXiv 2309.00071): each frequency is interpolated, kept or blended by its wavelength.
   *
   * @param attentionFactor multiplies cosines and sines
   * @param truncates whether the blended range is widened to whole pairs
   */
  record Yarn(
      double factor,
      int originalContext,
      double attentionFactor,
      double betaFast,
      double betaSlow,
      boolean truncates)
      implements RopeScaling {
    /** Section 3.4 of the paper. */
    public static double defaultAttentionFactor(double factor) {
      return factor <= 1 ? 1 : 0.1 * Math.log(factor) + 1;
    }
  }

  /**
   * LongRoPE (arXiv 2402.13753): a divisor per pair, one set for sequences up to the original
   * length and one for longer ones.
   *
   * @param attentionFactor multiplies cosines and sines
   */
  record LongRope(
      float[] shortDivisors, float[] longDivisors, int originalContext, double attentionFactor)
      implements RopeScaling {}
}
